package dev.realtime.micrometer;

import dev.realtime.core.server.DeliveryStats;
import dev.realtime.core.server.LatencyStats;
import dev.realtime.core.server.PoolStats;
import dev.realtime.core.server.ServerMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The meters of one server in one registry. Thread-safe. */
final class BoundMeters {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Supplier<ServerMetrics> snapshot;
    private final Set<Tag> known = ConcurrentHashMap.newKeySet(); // services and codes; the server bounds them
    private final Queue<Meter> meters = new ConcurrentLinkedQueue<>();
    private volatile boolean closed; // a scrape may be under way

    BoundMeters(MeterRegistry registry, Iterable<Tag> tags, Supplier<ServerMetrics> snapshot) {
        this.registry = registry;
        this.tags = Tags.of(tags);
        this.snapshot = snapshot;
    }

    /** Registers what is always there. */
    void bind() {
        gauge("realtime.connections.active", "Authenticated connections now", ServerMetrics::activeConnections);
        pool("realtime.orgs", "Orgs that have a connection now", PoolStats::totalOrgs);
        pool("realtime.subscriptions", "Channels that the node has open now", PoolStats::totalSubscriptions);
        counter("realtime.connections", "Authenticated connections", ServerMetrics::totalConnections);
        counter("realtime.errors", "Error messages sent, and failed parts of the server", ServerMetrics::errorCount);
        delivery(
                "realtime.events.replayed",
                "Publications that clients had missed",
                DeliveryStats::missedEventsReplayed);
        delivery("realtime.batches", "Messages of several publications", DeliveryStats::batches);
        delivery("realtime.encodings", "Messages written, once for all who got them", DeliveryStats::encodings);
        delivery(
                "realtime.compressions", "Messages compressed, once for all who got them", DeliveryStats::compressions);
        delivery("realtime.messages.compressed", "Compressed messages sent", DeliveryStats::compressedMessages);
        delivery("realtime.gaps", "Gaps told to clients", DeliveryStats::gaps);
        delivery("realtime.slow.consumers", "Gaps of slow clients, stalled connections", DeliveryStats::slowConsumers);
        latency("0.5", LatencyStats::p50Ms);
        latency("0.95", LatencyStats::p95Ms);
        latency("0.99", LatencyStats::p99Ms);
    }

    private void pool(String name, String description, ToDoubleFunction<PoolStats> value) {
        gauge(name, description, metrics -> value.applyAsDouble(metrics.connectionPoolStats()));
    }

    private void delivery(String name, String description, ToDoubleFunction<DeliveryStats> value) {
        counter(name, description, metrics -> value.applyAsDouble(metrics.delivery()));
    }

    private void gauge(String name, String description, ToDoubleFunction<ServerMetrics> value) {
        add(Gauge.builder(name, () -> value.applyAsDouble(snapshot.get()))
                .description(description)
                .tags(tags)
                .register(registry));
    }

    private void counter(String name, String description, ToDoubleFunction<ServerMetrics> value) {
        counter(name, description, Tags.empty(), value);
    }

    /** The function, and not only the weakly held object, leads to the snapshot: so it lives as long as the meter. */
    private void counter(String name, String description, Tags more, ToDoubleFunction<ServerMetrics> value) {
        add(FunctionCounter.builder(name, snapshot, any -> value.applyAsDouble(snapshot.get()))
                .description(description)
                .tags(tags.and(more))
                .register(registry));
    }

    private void latency(String share, ToDoubleFunction<LatencyStats> value) {
        add(TimeGauge.builder(
                        "realtime.latency",
                        () -> value.applyAsDouble(snapshot.get().latency()),
                        TimeUnit.MILLISECONDS)
                .description("From the announcement of a publication to its transport, since the start")
                .tags(tags.and("phi", share))
                .register(registry));
    }

    /** Registers the services and codes that have come since. */
    void refresh(ServerMetrics metrics) {
        metrics.delivery().eventsByService().keySet().forEach(service -> {
            Tag tag = Tag.of("service", service);
            if (known.add(tag)) {
                counter(
                        "realtime.events.delivered",
                        "Publications handed to transports",
                        Tags.of(tag),
                        m -> m.delivery().eventsByService().getOrDefault(service, 0L));
            }
        });
        metrics.closed().keySet().forEach(code -> {
            Tag tag = Tag.of("code", Integer.toString(code));
            if (known.add(tag)) {
                counter(
                        "realtime.connections.closed",
                        "Ended connections",
                        Tags.of(tag),
                        m -> m.closed().getOrDefault(code, 0L));
            }
        });
    }

    private void add(Meter meter) {
        meters.add(meter);
        if (closed) {
            registry.remove(meter);
        }
    }

    void close() {
        closed = true;
        meters.forEach(registry::remove);
    }
}
