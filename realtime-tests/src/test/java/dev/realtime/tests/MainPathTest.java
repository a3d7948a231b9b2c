package dev.realtime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.client.RealtimeClient;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.GapReason;
import dev.realtime.core.Identity;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.RealtimeServerBuilder;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.Link;
import dev.realtime.testkit.ManualScheduler;
import dev.realtime.testkit.Probe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Publish, log, connection, client, resume: a real client against a real server in one thread. */
class MainPathTest {
    private static final Channel FINANCE = Channel.of("org-456", "finance");

    private final ManualScheduler time = ManualScheduler.inOrder();
    private final InMemoryNetwork network = new InMemoryNetwork(time, new Random(1));
    private RealtimeServer server = serve(builder());
    private final Link link = network.link();
    private final Probe probe = new Probe();
    private final RealtimeClient client = probe.attach(
                    RealtimeClient.builder(InMemoryNetwork.ADDRESS)
                            .connector(link)
                            .scheduler(time)
                            .random(new Random(2))
                            .token(() -> "maria@org-456"),
                    "finance")
            .build();

    private RealtimeServerBuilder builder() {
        return RealtimeServer.builder()
                .authenticator(MainPathTest::authenticate)
                .authorizer((identity, service) -> true)
                .scheduler(time)
                .random(new Random(3));
    }

    private static Optional<Identity> authenticate(String token) {
        String[] parts = token.split("@", 2);
        return parts.length == 2 ? Optional.of(Identity.of(parts[1], parts[0])) : Optional.empty();
    }

    private RealtimeServer serve(RealtimeServerBuilder builder) {
        RealtimeServer made = builder.build();
        network.serve(made);
        return made;
    }

    private void publish(String data) {
        server.publish(FINANCE, Event.of("test", data));
        time.runReady();
    }

    private void start() {
        client.start();
        time.advance(Duration.ofSeconds(1));
    }

    @Test
    void an_event_reaches_the_client_at_once() {
        start();
        publish("first");
        time.advance(Duration.ZERO);
        probe.expectExactly("finance", "first");
    }

    @Test
    void a_client_that_was_cut_off_gets_what_it_missed() {
        start();
        publish("first");
        time.advance(Duration.ZERO);
        link.cut();
        publish("missed");
        time.advance(Duration.ofSeconds(3));
        publish("third");
        time.advance(Duration.ofSeconds(1));
        probe.expectExactly("finance", "first", "missed", "third");
        assertEquals(0, client.statistics().duplicates());
    }

    @Test
    void a_half_open_connection_is_noticed_by_the_missing_ping() {
        start();
        link.halfOpen();
        publish("missed");
        time.advance(Duration.ofSeconds(55));
        link.heal();
        time.advance(Duration.ofSeconds(30));
        probe.expectExactly("finance", "missed");
    }

    @Test
    void a_new_history_is_said() {
        start();
        publish("first");
        time.advance(Duration.ZERO);
        server.close();
        network.cutAll();
        server = serve(builder().random(new Random(4)));
        publish("not seen");
        time.advance(Duration.ofSeconds(5));
        publish("seen");
        time.advance(Duration.ofSeconds(1));
        assertEquals(List.of("first", "seen"), probe.data("finance"));
        assertEquals(GapReason.EPOCH, probe.gaps("finance").get(0).reason());
        assertEquals(1, probe.gaps("finance").size());
    }

    @Test
    void a_client_that_was_away_too_long_gets_a_gap() {
        server = serve(builder().retention(Retention.of(Duration.ofMinutes(5), 10)));
        start();
        publish("first");
        time.advance(Duration.ZERO);
        link.cut();
        for (int i = 0; i < 20; i++) {
            publish("lost " + i);
        }
        time.advance(Duration.ofSeconds(3));
        assertEquals(GapReason.TRIMMED, probe.gaps("finance").get(0).reason());
        assertEquals(20L, probe.gaps("finance").get(0).missed());
    }
}
