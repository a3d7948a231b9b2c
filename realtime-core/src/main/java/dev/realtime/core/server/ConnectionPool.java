package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.transport.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The authenticated connections of this node by org and user, with their caps (F1.3, protocol rule P4). An org or user without a
 * connection takes no room. Thread-safe; its lock is a leaf.
 */
final class ConnectionPool {
    private static final CloseReason REPLACED =
            CloseReason.of(CloseReason.REPLACED, "replaced by a newer connection of the same instance");
    private static final CloseReason EVICTED =
            CloseReason.of(CloseReason.OVER_CAP, "silent while the user is at the connection cap");

    /** The connections of one org. */
    private static final class Org {
        final Map<String, List<Connection>> byUser = new HashMap<>(); // lists: a user has few
        int size;
    }

    private final Limits limits;
    private final long heartbeatNanos;

    @GuardedBy("this")
    private final Map<String, Org> orgs = new HashMap<>();

    @GuardedBy("this")
    private final Set<Connection> handshaking = new HashSet<>(); // not counted; here to be closed with the server

    @GuardedBy("this")
    private @Nullable Runnable onEmpty;

    ConnectionPool(Limits limits, Duration heartbeat) {
        this.limits = limits;
        this.heartbeatNanos = heartbeat.toNanos();
    }

    /** A connection is there, whose handshake is awaited. */
    synchronized void await(Connection connection) {
        handshaking.add(connection);
    }

    /** Takes a connection in, in place of an older one if need be; tells whether there was room. */
    boolean add(Connection connection, long now) {
        Connection replaced;
        Connection evicted = null;
        boolean added;
        synchronized (this) {
            Org org = orgs.computeIfAbsent(connection.identity().org(), name -> new Org());
            List<Connection> ofUser =
                    org.byUser.getOrDefault(connection.identity().user(), List.of());
            replaced = find(ofUser, connection.instance());
            drop(replaced);
            if (isFull(org, ofUser)) {
                evicted = longestSilent(ofUser, now).orElse(null);
                drop(evicted);
            }
            added = !isFull(org, ofUser);
            if (added) {
                handshaking.remove(connection);
                put(connection);
            }
        }
        if (replaced != null) {
            replaced.close(REPLACED);
        }
        if (evicted != null) {
            evicted.close(EVICTED);
        }
        return added;
    }

    @GuardedBy("this")
    private boolean isFull(Org org, List<Connection> ofUser) {
        return ofUser.size() >= limits.connectionsPerUser() || org.size >= limits.connectionsPerOrg();
    }

    private static @Nullable Connection find(List<Connection> ofUser, @Nullable String instance) {
        if (instance != null) {
            for (Connection connection : ofUser) {
                if (instance.equals(connection.instance())) {
                    return connection;
                }
            }
        }
        return null;
    }

    private Optional<Connection> longestSilent(List<Connection> ofUser, long now) {
        return ofUser.stream()
                .filter(connection -> connection.silentNanos(now) > heartbeatNanos)
                .max(Comparator.comparingLong(connection -> connection.silentNanos(now)));
    }

    @GuardedBy("this")
    private void put(Connection connection) {
        Org org = orgs.computeIfAbsent(connection.identity().org(), name -> new Org());
        org.byUser
                .computeIfAbsent(connection.identity().user(), user -> new ArrayList<>(1))
                .add(connection);
        org.size++;
    }

    /** Lets a connection go; no effect when it has gone before. */
    void remove(Connection connection) {
        Runnable callback = null;
        synchronized (this) {
            drop(connection);
            if (isEmpty()) {
                callback = onEmpty;
                onEmpty = null;
            }
        }
        if (callback != null) {
            callback.run();
        }
    }

    @GuardedBy("this")
    private void drop(@Nullable Connection connection) {
        if (connection == null || handshaking.remove(connection)) {
            return;
        }
        Org org = orgs.get(connection.identity().org());
        List<Connection> ofUser =
                org == null ? null : org.byUser.get(connection.identity().user());
        if (org == null || ofUser == null || !ofUser.remove(connection)) {
            return;
        }
        org.size--;
        if (ofUser.isEmpty()) {
            org.byUser.remove(connection.identity().user());
        }
        if (org.size == 0) {
            orgs.remove(connection.identity().org());
        }
    }

    /** Calls back once, when the last connection has gone; at once when there is none. */
    void whenEmpty(Runnable callback) {
        synchronized (this) {
            if (!isEmpty()) {
                onEmpty = callback;
                return;
            }
        }
        callback.run();
    }

    @GuardedBy("this")
    private boolean isEmpty() {
        return orgs.isEmpty() && handshaking.isEmpty();
    }

    synchronized List<Connection> all() {
        List<Connection> all = new ArrayList<>(handshaking);
        orgs.values().forEach(org -> org.byUser.values().forEach(all::addAll));
        return all;
    }

    synchronized List<Connection> ofUser(String org, String user) {
        Org known = orgs.get(org);
        return known == null ? List.of() : List.copyOf(known.byUser.getOrDefault(user, List.of()));
    }

    synchronized PoolStats stats(int subscriptions) {
        Map<String, Integer> byOrg = new HashMap<>();
        int total = 0;
        for (Map.Entry<String, Org> entry : orgs.entrySet()) {
            byOrg.put(entry.getKey(), entry.getValue().size);
            total += entry.getValue().size;
        }
        return new PoolStats(total, byOrg.size(), subscriptions, byOrg);
    }
}
