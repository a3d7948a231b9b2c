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
        final Map<String, List<Connection>> byUser = new HashMap<>(); // unmodifiable for one, the usual case
        int size;

        List<Connection> ofUser(String user) {
            return byUser.getOrDefault(user, List.of());
        }

        void add(String user, Connection connection) {
            byUser.merge(user, List.of(connection), (known, one) -> {
                List<Connection> more = known.size() == 1 ? new ArrayList<>(known) : known;
                more.addAll(one);
                return more;
            });
            size++;
        }

        void remove(String user, Connection connection) {
            List<Connection> known = ofUser(user);
            if (!known.contains(connection)) {
                return;
            }
            if (known.size() == 1) {
                byUser.remove(user);
            } else {
                known.remove(connection);
            }
            size--;
        }
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
            String user = connection.identity().user();
            replaced = find(org.ofUser(user), connection.instance());
            drop(replaced);
            if (isFull(org, user)) {
                evicted = longestSilent(org.ofUser(user), now).orElse(null);
                drop(evicted);
            }
            added = !isFull(org, user);
            if (added) {
                handshaking.remove(connection);
                put(connection);
            }
        }
        if (replaced != null) {
            replaced.close(REPLACED);
        }
        if (evicted != null) {
            ConnectionEvents.evicted(evicted.info());
            evicted.close(EVICTED);
        }
        return added;
    }

    @GuardedBy("this")
    private boolean isFull(Org org, String user) {
        return org.ofUser(user).size() >= limits.connectionsPerUser() || org.size >= limits.connectionsPerOrg();
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
        org.add(connection.identity().user(), connection);
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
        if (org == null) {
            return;
        }
        org.remove(connection.identity().user(), connection);
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
        return known == null ? List.of() : List.copyOf(known.ofUser(user));
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
