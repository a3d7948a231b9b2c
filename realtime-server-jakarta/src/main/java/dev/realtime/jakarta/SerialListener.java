package dev.realtime.jakarta;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the promise that a {@link Transport.Listener} is called serially and hears of the end once and last. Containers call
 * {@code onClose} beside {@code onMessage}, and the server closes from any thread. Nothing waits and nothing is queued: frames come
 * one at a time, and an end that comes beside one is told by who tells the frame. Thread-safe.
 */
final class SerialListener {
    private enum State {
        /** Nobody calls the listener. */
        FREE,
        /** A thread calls it, or it is not there yet. */
        BUSY,
        /** As before, and the end has come since. */
        BUSY_ENDING,
        /** It has heard of the end, or is about to; nothing else follows. */
        ENDED
    }

    private static final AtomicReferenceFieldUpdater<SerialListener, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(SerialListener.class, State.class, "state");
    private static final AtomicReferenceFieldUpdater<SerialListener, @Nullable CloseReason> END =
            AtomicReferenceFieldUpdater.newUpdater(SerialListener.class, CloseReason.class, "end");

    @SuppressWarnings("UnusedVariable") // it is, by STATE
    private volatile State state = State.BUSY;

    private volatile @Nullable CloseReason end; // set once, by END
    private volatile Transport.@Nullable Listener listener; // null until start

    /** Begins to tell the listener, with the end at once if it has come before. */
    void start(Transport.Listener newListener) {
        listener = newListener;
        release();
    }

    /** Tells a frame; one that comes after the end is dropped. Calls are serial, as a container's {@code onMessage} is. */
    void frame(Frame frame) {
        if (STATE.compareAndSet(this, State.FREE, State.BUSY)) {
            try {
                listener().onFrame(frame);
            } finally {
                release();
            }
        }
    }

    private void release() {
        if (!STATE.compareAndSet(this, State.BUSY, State.FREE)) {
            tellEnd();
        }
    }

    /** Tells the end; no effect after the first time. */
    void end(CloseReason reason) {
        if (!END.compareAndSet(this, null, reason)) {
            return;
        }
        while (!STATE.compareAndSet(this, State.BUSY, State.BUSY_ENDING)) {
            if (STATE.compareAndSet(this, State.FREE, State.ENDED)) {
                tellEnd();
                return;
            }
        }
    }

    private void tellEnd() {
        state = State.ENDED;
        listener().onClosed(Objects.requireNonNull(end));
    }

    private Transport.Listener listener() {
        return Objects.requireNonNull(listener, "not started");
    }
}
