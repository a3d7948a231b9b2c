package dev.realtime.jakarta;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Puts the parts of a message together, up to a size and for a time of our own: containers may ignore their limits, and a peer
 * need not ever finish a message. Keeps nothing between messages. All calls are serial, as a container's {@code onMessage} is.
 */
final class MessageParts {
    /** What is put together at most; the server itself checks the exact limit, 64 KiB by default. */
    static final int MAX_BYTES = 72 * 1024;

    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);
    private static final CloseReason TOO_LARGE =
            CloseReason.of(CloseReason.TOO_LARGE, "a message has at most " + MAX_BYTES + " bytes");
    private static final CloseReason TOO_SLOW =
            CloseReason.of(CloseReason.PROTOCOL_ERROR, "a message was not complete after 10 s");

    private final Scheduler scheduler;
    private final Consumer<Frame> onFrame;
    private final Consumer<CloseReason> onBroken;
    private StringBuilder text = new StringBuilder(0);
    private ByteArrayOutputStream binary = new ByteArrayOutputStream(0);
    private int bytes; // of the message so far
    private boolean broken; // nothing is taken any more
    private Scheduler.Timer deadline = Scheduler.Timer.NONE;

    /**
     * Parts of nothing yet.
     *
     * @param scheduler for the time limit
     * @param onFrame takes whole messages
     * @param onBroken hears why no more will come; may be called more than once, and on any thread
     */
    MessageParts(Scheduler scheduler, Consumer<Frame> onFrame, Consumer<CloseReason> onBroken) {
        this.scheduler = scheduler;
        this.onFrame = onFrame;
        this.onBroken = onBroken;
    }

    void add(String part, boolean last) {
        if (!take(utf8Length(part), last)) {
            return;
        }
        if (last && text.isEmpty()) {
            finish(Frame.text(part));
            return;
        }
        text.append(part);
        if (last) {
            finish(Frame.text(text.toString()));
        }
    }

    void add(ByteBuffer part, boolean last) {
        if (!take(part.remaining(), last)) {
            return;
        }
        byte[] content = new byte[part.remaining()]; // the buffer is the container's
        part.get(content);
        if (last && binary.size() == 0) {
            finish(Frame.binary(content));
            return;
        }
        binary.writeBytes(content);
        if (last) {
            finish(Frame.binary(binary.toByteArray()));
        }
    }

    /** Counts a part; tells whether it is wanted. */
    private boolean take(int size, boolean last) {
        if (broken) {
            return false;
        }
        bytes += size;
        if (bytes > MAX_BYTES) {
            broken = true;
            clear();
            onBroken.accept(TOO_LARGE);
            return false;
        }
        if (!last && deadline == Scheduler.Timer.NONE) {
            deadline = scheduler.schedule(TIME_LIMIT, () -> onBroken.accept(TOO_SLOW));
        }
        return true;
    }

    private void finish(Frame frame) {
        clear();
        onFrame.accept(frame);
    }

    private void clear() {
        deadline.cancel();
        deadline = Scheduler.Timer.NONE;
        bytes = 0;
        if (text.capacity() > 0) {
            text = new StringBuilder(0);
        }
        if (binary.size() > 0) {
            binary = new ByteArrayOutputStream(0);
        }
    }

    /** The bytes of a text in UTF-8; half a pair counts as half, since a part may end inside one. */
    private static int utf8Length(String part) {
        int length = part.length();
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c >= 0x80) {
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }
}
