package dev.realtime.core.server;

import java.util.Map;

/**
 * The connections of a node at one moment.
 *
 * @param totalConnections how many connections
 * @param totalOrgs of how many orgs
 * @param totalSubscriptions how many channels the node is subscribed to, however many clients watch each
 * @param connectionsByOrg how many of each org
 */
public record PoolStats(
        int totalConnections, int totalOrgs, int totalSubscriptions, Map<String, Integer> connectionsByOrg) {
    /** Keeps a copy of the map. */
    public PoolStats {
        connectionsByOrg = Map.copyOf(connectionsByOrg);
    }
}
