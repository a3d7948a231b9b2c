package dev.realtime.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.RealtimeClient;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.Link;
import dev.realtime.testkit.ManualScheduler;
import dev.realtime.testkit.ProbedClient;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** F7.1: the server's metrics in Micrometer. */
class RealtimeServerMetricsTest {
    private static final Channel FINANCE = Channel.of("acme", "finance");
    private static final Channel TASKS = Channel.of("acme", "tasks");

    private final ManualScheduler time = ManualScheduler.inOrder();
    private final InMemoryNetwork network = new InMemoryNetwork(time, new Random(1));
    private final Random chance = new Random(3);
    private final RealtimeServer server = RealtimeServer.builder()
            .authenticator(token -> Optional.of(Identity.of("acme", token)))
            .authorizer((identity, service) -> true)
            .scheduler(time)
            .random(new Random(2))
            .build();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RealtimeServerMetrics meters = new RealtimeServerMetrics(server);

    RealtimeServerMetricsTest() {
        network.serve(server);
    }

    private RealtimeClient client(Link link, String... services) {
        RealtimeClient client = ProbedClient.build(
                        "maria",
                        time,
                        RealtimeClient.builder(InMemoryNetwork.ADDRESS)
                                .connector(link)
                                .random(chance) // shared, so that no two are the same instance
                                .token(() -> "maria"),
                        services)
                .client();
        client.start();
        later();
        return client;
    }

    /** The next scrape sees new numbers. */
    private void later() {
        time.advance(Duration.ofSeconds(2));
    }

    private void publish(Channel channel) {
        server.publish(channel, Event.of("t", "x"));
        time.advance(Duration.ZERO);
    }

    private double counted(String name, String... tags) {
        FunctionCounter counter = registry.find(name).tags(tags).functionCounter();
        assertNotNull(counter, name);
        return counter.count();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private static Set<String> names(SimpleMeterRegistry registry) {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_number_of_the_metrics_has_a_meter() {
        meters.bindTo(registry);
        client(network.link(), "finance").close();
        later();
        gauge("realtime.connections.active"); // so that the code of the end is known
        assertEquals(
                new TreeSet<>(List.of(
                        "realtime.connections.active",
                        "realtime.connections",
                        "realtime.connections.closed",
                        "realtime.events.delivered",
                        "realtime.events.replayed",
                        "realtime.messages.compressed",
                        "realtime.compressions",
                        "realtime.encodings",
                        "realtime.batches",
                        "realtime.gaps",
                        "realtime.slow.consumers",
                        "realtime.errors",
                        "realtime.subscriptions",
                        "realtime.orgs",
                        "realtime.latency")),
                names(registry));
        registry.getMeters().forEach(meter -> assertNotNull(meter.getId().getDescription()));
    }

    @Test
    void what_is_delivered_is_counted_by_service() {
        meters.bindTo(registry);
        client(network.link(), "finance", "tasks");
        client(network.link(), "finance");
        publish(FINANCE);
        publish(TASKS);
        later();
        assertEquals(2, gauge("realtime.connections.active"));
        assertEquals(2, gauge("realtime.subscriptions"));
        assertEquals(1, gauge("realtime.orgs"));
        assertEquals(2, counted("realtime.connections"));
        assertEquals(2, counted("realtime.events.delivered", "service", "finance"));
        assertEquals(1, counted("realtime.events.delivered", "service", "tasks"));
        assertEquals(2, counted("realtime.encodings"));
    }

    @Test
    void a_client_that_comes_again_counts_what_it_missed() {
        meters.bindTo(registry);
        Link link = network.link();
        client(link, "finance");
        link.cut();
        publish(FINANCE);
        publish(FINANCE);
        time.advance(Duration.ofSeconds(10));
        assertEquals(2, counted("realtime.events.replayed"));
        assertEquals(1, counted("realtime.batches"));
        assertEquals(1, counted("realtime.connections.closed", "code", "1006"));
        assertEquals(2, counted("realtime.connections"));
        assertEquals(0, counted("realtime.errors"));
        assertEquals(0, counted("realtime.gaps"));
        assertEquals(0, counted("realtime.slow.consumers"));
        assertEquals(0, counted("realtime.compressions"));
        assertEquals(0, counted("realtime.messages.compressed"));
    }

    @Test
    void services_and_codes_that_appear_later_are_bound_by_the_next_look() {
        meters.bindTo(registry);
        assertNull(registry.find("realtime.events.delivered").functionCounter());
        client(network.link(), "finance").close();
        later();
        assertEquals(0, gauge("realtime.connections.active"));
        assertEquals(0, counted("realtime.events.delivered", "service", "finance"));
        assertEquals(1, counted("realtime.connections.closed", "code", "1000"));
    }

    @Test
    void what_there_is_before_the_binding_is_bound_at_once() {
        client(network.link(), "finance");
        publish(FINANCE);
        meters.bindTo(registry);
        assertEquals(1, counted("realtime.events.delivered", "service", "finance"));
    }

    @Test
    void a_look_at_all_meters_takes_one_snapshot() {
        meters.bindTo(registry);
        client(network.link(), "finance");
        assertEquals(1, gauge("realtime.connections.active"));
        publish(FINANCE);
        assertEquals(0, counted("realtime.events.delivered", "service", "finance")); // of the same moment
        time.advance(Duration.ofSeconds(1));
        assertEquals(1, counted("realtime.events.delivered", "service", "finance"));
    }

    @Test
    void latencies_are_gauges_in_the_unit_of_the_registry() {
        meters.bindTo(registry);
        client(network.link(), "finance");
        publish(FINANCE);
        later();
        for (String share : List.of("0.5", "0.95", "0.99")) {
            TimeGauge gauge = registry.get("realtime.latency").tag("phi", share).timeGauge();
            double told = server.metrics().latency().p99Ms();
            assertTrue(told > 0);
            assertEquals(told, gauge.value(TimeUnit.MILLISECONDS), 1e-9);
        }
    }

    @Test
    void tags_of_the_application_are_on_every_meter() {
        new RealtimeServerMetrics(server, Tags.of("server", "desk")).bindTo(registry);
        client(network.link(), "finance");
        gauge("realtime.connections.active");
        List<Meter> all = registry.getMeters();
        assertEquals(
                all.size(), Search.in(registry).tag("server", "desk").meters().size());
    }

    @Test
    void no_meter_names_an_org_or_a_user() {
        meters.bindTo(registry);
        client(network.link(), "finance");
        later();
        gauge("realtime.connections.active");
        registry.getMeters()
                .forEach(meter -> meter.getId()
                        .getTags()
                        .forEach(tag -> assertTrue(
                                Stream.of("service", "code", "phi").anyMatch(tag.getKey()::equals)
                                        && !tag.getValue().equals("acme"),
                                () -> meter.getId().toString())));
    }

    @Test
    void several_registries_have_the_same_numbers() {
        SimpleMeterRegistry second = new SimpleMeterRegistry();
        CompositeMeterRegistry both = new CompositeMeterRegistry().add(registry);
        meters.bindTo(both);
        meters.bindTo(second);
        client(network.link(), "finance");
        assertEquals(1, gauge("realtime.connections.active"));
        assertEquals(1, second.get("realtime.connections.active").gauge().value());
        assertEquals(names(registry), names(second));
    }

    @Test
    void close_removes_all_meters_and_leaves_the_server_alone() {
        SimpleMeterRegistry second = new SimpleMeterRegistry();
        meters.bindTo(registry);
        meters.bindTo(second);
        client(network.link(), "finance");
        gauge("realtime.connections.active");
        meters.close();
        meters.close();
        assertEquals(List.of(), registry.getMeters());
        assertEquals(List.of(), second.getMeters());
        assertEquals(1, server.metrics().activeConnections());
    }

    @Test
    void a_binder_that_nobody_holds_goes_on() {
        new RealtimeServerMetrics(server).bindTo(registry);
        System.gc();
        client(network.link(), "finance");
        assertEquals(1, gauge("realtime.connections.active"));
        assertEquals(1, counted("realtime.connections"));
    }
}
