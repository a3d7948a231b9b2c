package dev.realtime.core.server;

import java.util.Map;

/**
 * What a server has done so far, and where it stands. A snapshot.
 *
 * @param activeConnections authenticated connections now
 * @param totalConnections authenticated connections since the start
 * @param eventsDelivered publications handed to transports, counted for each connection
 * @param gaps gaps told to clients
 * @param slowConsumers gaps because a client read too slowly, and connections closed as stalled (4480)
 * @param errorCount error messages sent and failed parts of the server
 * @param closed how many connections ended, by close code
 * @param connectionPoolStats the connections by org
 */
public record ServerMetrics(
        long activeConnections,
        long totalConnections,
        long eventsDelivered,
        long gaps,
        long slowConsumers,
        long errorCount,
        Map<Integer, Long> closed,
        PoolStats connectionPoolStats) {
    /** Keeps a copy of the map. */
    public ServerMetrics {
        closed = Map.copyOf(closed);
    }
}
