package dev.realtime.jakarta;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import jakarta.websocket.MessageHandler;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of a message together, up to a size and for a time of our own: containers may ignore their limits, and a peer
 * need not ever finish a message. Keeps nothing between messages. All calls are serial, as a container's {@code onMessage} is.
 */
final class MessageParts implements MessageHandler.Partial<String> {
    /** What is put together at most; the server itself checks the exact limit, 64 KiB by default. */
    static final int MAX_BYTES = 72 * 1024;

    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);
    private static final CloseReason TOO_LARGE =
            CloseReason.of(CloseReason.TOO_LARGE, "a message has at most " + MAX_BYTES + " bytes");
    private static final CloseReason TOO_SLOW =
            CloseReason.of(CloseReason.PROTOCOL_ERROR, "a message was not complete after 10 s");

    /** Who gets the messages. */
    interface Receiver {
        /** Takes a whole message. */
        void onFrame(Frame frame);

        /** Hears why no more will come; may be called more than once, and on any thread. */
        void close(CloseReason reason);
    }

    /** A message that has begun. */
    private static final class Begun {
        final StringBuilder text = new StringBuilder(0);
        final ByteArrayOutputStream binary = new ByteArrayOutputStream(0);
        final Scheduler.Timer deadline;
        int bytes; // so far

        Begun(Scheduler.Timer deadline) {
            this.deadline = deadline;
        }
    }

    private static final Begun BROKEN = new Begun(Scheduler.Timer.NONE);

    private final Scheduler scheduler;
    private final Receiver receiver;
    private @Nullable Begun begun; // null between messages; BROKEN when nothing is taken any more

    /**
     * Parts of nothing yet.
     *
     * @param scheduler for the time limit
     * @param receiver takes what was put together
     */
    MessageParts(Scheduler scheduler, Receiver receiver) {
        this.scheduler = scheduler;
        this.receiver = receiver;
    }

    @Override
    public void onMessage(String part, boolean last) {
        if (!take(utf8Length(part), last)) {
            return;
        }
        Begun message = begun;
        if (message == null) {
            finish(Frame.text(part));
            return;
        }
        message.text.append(part);
        if (last) {
            finish(Frame.text(message.text.toString()));
        }
    }

    void onMessage(ByteBuffer part, boolean last) {
        if (!take(part.remaining(), last)) {
            return;
        }
        byte[] content = new byte[part.remaining()]; // the buffer is the container's
        part.get(content);
        Begun message = begun;
        if (message == null) {
            finish(Frame.binary(content));
            return;
        }
        message.binary.writeBytes(content);
        if (last) {
            finish(Frame.binary(message.binary.toByteArray()));
        }
    }

    /** Counts a part; tells whether it is wanted. A message of one part is never begun. */
    private boolean take(int size, boolean last) {
        if (begun == BROKEN) {
            return false;
        }
        int before = begun == null ? 0 : begun.bytes;
        if (before + size > MAX_BYTES) {
            clear();
            begun = BROKEN;
            receiver.close(TOO_LARGE);
            return false;
        }
        if (!last && begun == null) {
            begun = new Begun(scheduler.schedule(TIME_LIMIT, () -> receiver.close(TOO_SLOW)));
        }
        if (begun != null) {
            begun.bytes += size;
        }
        return true;
    }

    private void finish(Frame frame) {
        clear();
        receiver.onFrame(frame);
    }

    private void clear() {
        if (begun != null) {
            begun.deadline.cancel();
            begun = null;
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
