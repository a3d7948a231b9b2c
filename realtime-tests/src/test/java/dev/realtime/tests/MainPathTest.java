package dev.realtime.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.GapReason;
import dev.realtime.core.broker.Retention;
import dev.realtime.testkit.ProbedClient;
import dev.realtime.testkit.RealtimeSim;
import dev.realtime.testkit.SimServer;
import dev.realtime.testkit.junit.RealtimeTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Publish, log, connection, client, resume: a real client against a real server in one thread. */
@RealtimeTest
class MainPathTest {
    private static void publish(SimServer server, String data) {
        server.publish("acme", "finance", data);
    }

    @Test
    void an_event_reaches_the_client_at_once(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance");
        publish(server, "first");
        maria.probe("finance").within(Duration.ZERO).expectEvent("first").live().expectNoMore();
    }

    @Test
    void a_client_that_was_cut_off_gets_what_it_missed(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance");
        publish(server, "first");
        maria.probe("finance").expectEvent("first");
        sim.link(maria).cut();
        publish(server, "missed");
        maria.probe("finance").expectEvent("missed").replayed();
        publish(server, "third");
        maria.probe("finance").expectEvent("third").live().expectNoMore();
        assertEquals(0, maria.client().statistics().duplicates());
    }

    @Test
    void a_half_open_connection_is_noticed_by_the_missing_ping(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance");
        sim.link(maria).halfOpen();
        publish(server, "missed");
        maria.probe("finance").expectNothingFor(Duration.ofSeconds(55));
        sim.link(maria).heal();
        maria.probe("finance")
                .within(Duration.ofSeconds(30))
                .expectEvent("missed")
                .replayed()
                .expectNoMore();
    }

    @Test
    void a_new_history_is_said(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance");
        publish(server, "first");
        maria.probe("finance").expectEvent("first");
        server.crashAndRestart();
        publish(server, "not seen");
        maria.probe("finance").expectGap(GapReason.EPOCH);
        publish(server, "seen");
        maria.probe("finance").expectEvent("seen").expectNoMore();
    }

    @Test
    void a_client_that_was_away_too_long_gets_a_gap(RealtimeSim sim) {
        SimServer server = sim.server(options -> options.retention(Retention.of(Duration.ofMinutes(5), 10)));
        ProbedClient maria = sim.client("acme", "maria", "finance");
        publish(server, "first");
        maria.probe("finance").expectEvent("first");
        sim.link(maria).cut();
        for (int i = 0; i < 20; i++) {
            publish(server, "lost " + i);
        }
        maria.probe("finance").expectGap(GapReason.TRIMMED).expectNoMore();
        assertEquals(20L, maria.probe("finance").gaps().get(0).missed());
    }
}
