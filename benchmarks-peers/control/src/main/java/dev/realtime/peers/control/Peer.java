package dev.realtime.peers.control;

import java.io.IOException;

/** A server under test, as the control connection sees it. All calls come from one thread. */
public interface Peer {
    /**
     * Hands an event over to the server, without waiting for its delivery.
     *
     * @param channel counts from 0; its name is {@link #name}
     */
    void publish(int channel, Event event) throws IOException;

    /** Comes after the last event of a command, for a peer that collects. */
    default void flush() throws IOException {}

    /** What the server counts, as a JSON object. */
    default String stats() {
        return "{}";
    }

    /** The process whose processor time and memory count. */
    default long pid() {
        return ProcessHandle.current().pid();
    }

    /** The name of a channel. */
    static String name(int channel) {
        return "s" + channel;
    }
}
