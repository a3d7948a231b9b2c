package dev.realtime.core.server;

import dev.realtime.core.GapReason;
import dev.realtime.core.transport.CloseReason;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the server does, without contention. Thread-safe. */
final class Counters {
    private static final int MAX_SERVICES = 1_000;
    private static final String OTHERS = "(others)"; // no service has such a name

    private final LongAdder connections = new LongAdder();
    private final LongAdder gaps = new LongAdder();
    private final LongAdder slowConsumers = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder replayed = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder encodings = new LongAdder();
    private final LongAdder compressions = new LongAdder();
    private final LongAdder compressedMessages = new LongAdder();
    private final Map<Integer, LongAdder> closed = new ConcurrentHashMap<>(); // bounded: codes are 1000 to 4999
    private final ConcurrentMap<String, OfService> services = new ConcurrentHashMap<>();
    private final Latencies latencies = new Latencies();

    /** What counts for one service of all orgs. */
    final class OfService {
        private final LongAdder delivered = new LongAdder();

        /** A range goes out on a connection. */
        void sent(SharedRange range, int missed, boolean compressed, long now) {
            int publications = range.publications().size();
            delivered.add(publications);
            if (publications > 1) {
                batches.increment();
            }
            if (missed > 0) {
                replayed.add(missed);
            } else if (publications > 0 && range.since() != 0) {
                latencies.record(now - range.since());
            }
            sent(compressed);
        }

        /** A message for many goes out on a connection. */
        void sent(boolean compressed) {
            if (compressed) {
                compressedMessages.increment();
            }
        }
    }

    /** The counters of a service; those of the first 1,000 names, the others share theirs. */
    OfService ofService(String service) {
        OfService known = services.get(service);
        if (known != null) {
            return known;
        }
        return services.computeIfAbsent(services.size() < MAX_SERVICES ? service : OTHERS, name -> new OfService());
    }

    void opened() {
        connections.increment();
    }

    void closed(CloseReason reason) {
        closed.computeIfAbsent(reason.code(), code -> new LongAdder()).increment();
        if (reason.code() == CloseReason.STALLED) {
            slowConsumers.increment();
        }
    }

    /** A message for many was written. */
    void encoded() {
        encodings.increment();
    }

    /** A message for many was compressed. */
    void compressed() {
        compressions.increment();
    }

    /** A message for one connection was compressed, and goes out. */
    void compressedForOne() {
        compressions.increment();
        compressedMessages.increment();
    }

    void gap(GapReason reason) {
        gaps.increment();
        if (reason == GapReason.SLOW_CONSUMER) {
            slowConsumers.increment();
        }
    }

    void error() {
        errors.increment();
    }

    ServerMetrics snapshot(PoolStats pool) {
        Map<Integer, Long> byCode = new HashMap<>();
        closed.forEach((code, count) -> byCode.put(code, count.sum()));
        Map<String, Long> byService = new HashMap<>();
        services.forEach((service, counters) -> byService.put(service, counters.delivered.sum()));
        DeliveryStats delivery = new DeliveryStats(
                byService,
                replayed.sum(),
                batches.sum(),
                encodings.sum(),
                compressions.sum(),
                compressedMessages.sum(),
                gaps.sum(),
                slowConsumers.sum());
        return new ServerMetrics(
                pool.totalConnections(), connections.sum(), errors.sum(), byCode, delivery, latencies.snapshot(), pool);
    }
}
