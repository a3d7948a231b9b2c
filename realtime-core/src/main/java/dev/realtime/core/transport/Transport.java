package dev.realtime.core.transport;

import org.jspecify.annotations.Nullable;

/**
 * One end of a message pipe (SPI); the same interface on both sides. An implementation moves frames and knows nothing of what
 * they mean.
 */
public interface Transport {
    /** What comes out of the pipe. Called serially: never two calls at once, and each sees what the one before did. */
    interface Listener {
        /**
         * A whole message came. Must not block.
         *
         * @param frame the message
         */
        void onFrame(Frame frame);

        /**
         * The pipe has ended. The last call, exactly once, also after {@link Transport#close}.
         *
         * @param reason what the other end said, or {@link CloseReason#ABNORMAL} when it said nothing
         */
        void onClosed(CloseReason reason);
    }

    /** Hears that a frame has been handed over. */
    @FunctionalInterface
    interface Completion {
        /**
         * Called once for each frame, on any thread, also from inside {@link Transport#send}.
         *
         * @param failure why it was not handed over, or null when it was; that the peer has it is only known by its answer
         */
        void onComplete(@Nullable Throwable failure);
    }

    /**
     * Sends a frame without blocking. At most one frame is in flight: the caller waits for the completion before it sends the
     * next ({@link SendLoop} sees to it). After {@link #close} the completion may stay away.
     *
     * @param frame the message; shared, not to be changed
     * @param completion hears the outcome
     */
    void send(Frame frame, Completion completion);

    /**
     * Ends the pipe: says why when the peer still reads, and lets go of the connection in any case within seconds, whatever
     * is in flight. Never blocks. Calls after the first do nothing. Thread-safe.
     *
     * @param reason what to say
     */
    void close(CloseReason reason);
}
