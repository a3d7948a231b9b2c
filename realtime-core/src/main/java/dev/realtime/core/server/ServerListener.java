package dev.realtime.core.server;

import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.transport.CloseReason;

/**
 * Hears what happens to connections (SPI of the application). Called on the server's threads, for one connection serially but for
 * {@link #onGap}; must not block. An exception is logged.
 */
public interface ServerListener {
    /** Hears nothing. */
    ServerListener NONE = new ServerListener() {};

    /**
     * A client has been authenticated and admitted.
     *
     * @param connection whose
     */
    default void onConnectionOpened(ConnectionInfo connection) {}

    /**
     * A connection that was opened has ended.
     *
     * @param connection whose
     * @param reason why: what this server said, or else what the client said, or else 1006
     */
    default void onConnectionClosed(ConnectionInfo connection, CloseReason reason) {}

    /**
     * A client was told that publications will not come.
     *
     * @param connection whose
     * @param channel of which channel
     * @param reason why
     */
    default void onGap(ConnectionInfo connection, Channel channel, GapReason reason) {}
}
