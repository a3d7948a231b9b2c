package dev.realtime.client;

import dev.realtime.core.transport.CloseReason;
import java.time.Duration;

/** Where a client stands with its server. Immutable. */
public sealed interface ConnectionState {
    /** Built and not yet started. */
    record Idle() implements ConnectionState {}

    /** Under way: from asking for the token to the server's {@code ack}. */
    record Connecting() implements ConnectionState {}

    /**
     * The server has accepted the client; events come.
     *
     * @param connectionId names the connection in the server's logs
     */
    record Open(String connectionId) implements ConnectionState {}

    /**
     * There is no connection; the next attempt comes by itself.
     *
     * @param delay how long the client waits, from when it entered this state
     * @param attempt counts the attempts since a connection last proved good; 1 or more
     */
    record Waiting(Duration delay, int attempt) implements ConnectionState {}

    /**
     * The end: the application closed the client, or the server gave a reason that forbids to come again (protocol section 6).
     *
     * @param reason why; for a refused upgrade 4401 (status 401), 4403 (status 403) or 1006, with the status in the text
     */
    record Closed(CloseReason reason) implements ConnectionState {}
}
