package dev.realtime.core.server;

import dev.realtime.core.GapReason;
import dev.realtime.core.transport.CloseReason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the server does, without contention. Thread-safe. */
final class Counters {
    private final LongAdder connections = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder gaps = new LongAdder();
    private final LongAdder slowConsumers = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final Map<Integer, LongAdder> closed = new ConcurrentHashMap<>(); // bounded: codes are 1000 to 4999

    void opened() {
        connections.increment();
    }

    void closed(CloseReason reason) {
        closed.computeIfAbsent(reason.code(), code -> new LongAdder()).increment();
        if (reason.code() == CloseReason.STALLED) {
            slowConsumers.increment();
        }
    }

    void delivered(int publications) {
        delivered.add(publications);
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
        Map<Integer, Long> byCode = new ConcurrentHashMap<>();
        closed.forEach((code, count) -> byCode.put(code, count.sum()));
        return new ServerMetrics(
                pool.totalConnections(),
                connections.sum(),
                delivered.sum(),
                gaps.sum(),
                slowConsumers.sum(),
                errors.sum(),
                byCode,
                pool);
    }
}
