package dev.realtime.core.server;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import java.util.concurrent.CompletionStage;

/**
 * The application's own bus, opened per channel on demand (SPI of the application, F1.4): once for the first subscriber of this
 * node, however many there are, and closed after a grace period when the last one has left.
 */
@FunctionalInterface
public interface Upstream {
    /** Takes what comes from the bus. Thread-safe. */
    @FunctionalInterface
    interface Sink {
        /**
         * Publishes an event to the channel that was opened. Give it an id, so that a repeat is appended once.
         *
         * @param event what the bus delivered
         * @return its position; a failed stage means that it was not appended, or perhaps not: have the bus deliver it again
         */
        CompletionStage<Position> publish(Event event);
    }

    /** What ends the subscription to the bus. */
    @FunctionalInterface
    interface Handle {
        /** Leaves the bus. Called once; an exception is logged. */
        void close();
    }

    /**
     * Subscribes to the bus. Called on a thread that may block; while it runs, subscribers of the channel wait, at most 2 s. An
     * exception makes the service {@code UNAVAILABLE} to them; the next subscriber tries again.
     *
     * @param channel what somebody wants to receive
     * @param sink takes the events; stays usable for ever
     * @return to leave the bus
     */
    Handle open(Channel channel, Sink sink);
}
