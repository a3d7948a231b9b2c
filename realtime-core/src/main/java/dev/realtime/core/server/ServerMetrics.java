package dev.realtime.core.server;

import java.util.Map;

/**
 * What a server has done so far, and where it stands (F7.1). A snapshot.
 *
 * @param activeConnections authenticated connections now
 * @param totalConnections authenticated connections since the start
 * @param errorCount error messages sent and failed parts of the server
 * @param closed how many connections ended, by close code
 * @param delivery what was delivered
 * @param latency how long it took
 * @param connectionPoolStats the connections by org
 */
public record ServerMetrics(
        long activeConnections,
        long totalConnections,
        long errorCount,
        Map<Integer, Long> closed,
        DeliveryStats delivery,
        LatencyStats latency,
        PoolStats connectionPoolStats) {
    /** Keeps a copy of the map. */
    public ServerMetrics {
        closed = Map.copyOf(closed);
    }
}
