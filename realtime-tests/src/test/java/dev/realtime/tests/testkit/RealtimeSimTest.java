package dev.realtime.tests.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.ConnectionState;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.GapReason;
import dev.realtime.testkit.ProbedClient;
import dev.realtime.testkit.RealtimeSim;
import dev.realtime.testkit.SimServer;
import dev.realtime.testkit.junit.RealtimeTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** F9.1: a world, its processes and its end. */
@RealtimeTest
class RealtimeSimTest {
    @Test
    void a_server_that_stands_still_loses_nothing(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance");
        server.publish("acme", "finance", "before");
        maria.probe("finance").expectEvent("before");
        server.pause(Duration.ofSeconds(20));
        server.publish("acme", "finance", "meanwhile"); // a thread that still ran
        maria.probe("finance").expectNothingFor(Duration.ofSeconds(19));
        maria.probe("finance")
                .within(Duration.ofSeconds(2))
                .expectEvent("meanwhile")
                .live()
                .expectNoMore();
    }

    @Test
    void a_client_that_stands_still_for_too_long_is_let_go_and_comes_back(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance");
        sim.pause(maria, Duration.ofMinutes(3));
        sim.advance(Duration.ofMinutes(2));
        assertEquals(0, server.server().metrics().activeConnections());
        server.publish("acme", "finance", "missed");
        maria.probe("finance").expectEvent("missed").replayed().expectNoMore();
    }

    @Test
    void a_crash_ends_a_history_and_a_shut_down_asks_to_come_back(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance");
        maria.expectState(ConnectionState.Open.class);
        server.publish("acme", "finance", "lost");
        server.crash(); // before anybody has heard
        maria.probe("finance").expectNothingFor(Duration.ofMinutes(1));
        server.restart();
        maria.probe("finance").expectGap(GapReason.EPOCH);
        server.shutDown();
        maria.expectState(ConnectionState.Waiting.class);
        server.restart();
        assertThrows(IllegalStateException.class, server::restart);
    }

    @Test
    void a_clock_that_jumps_changes_nothing_of_intervals(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance");
        for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-2), Duration.ofDays(400))) {
            sim.time().jumpWall(jump);
            server.publish("acme", "finance", jump.toString());
            maria.probe("finance").expectEvent(jump.toString());
            maria.probe("finance").expectNothingFor(Duration.ofMinutes(5));
        }
        assertEquals(0, maria.client().statistics().reconnects());
    }

    @Test
    void two_clients_of_a_user_have_names_of_their_own(RealtimeSim sim) {
        sim.server();
        assertEquals("maria", sim.client("acme", "maria", "finance").name());
        assertNotEquals("maria", sim.client("acme", "maria", "finance").name());
    }

    @Test
    void misuse_fails_at_the_call(RealtimeSim sim) {
        sim.server();
        assertThrows(IllegalStateException.class, sim::server);
        try (RealtimeSim other = RealtimeSim.ofSeed(1)) {
            other.server();
            ProbedClient stranger = other.client("acme", "maria", "finance");
            assertThrows(IllegalArgumentException.class, () -> sim.link(stranger));
        }
    }

    @Test
    void what_cannot_be_published_is_a_failure_with_the_reason(RealtimeSim sim) {
        SimServer server = sim.server();
        server.shutDown();
        AssertionFailedError failure =
                assertThrows(AssertionFailedError.class, () -> server.publish("acme", "finance", "late"));
        assertTrue(failure.getMessage().contains("is published to acme/finance"), failure.getMessage());
    }

    @Test
    void one_seed_is_one_run() {
        assertEquals(run(7), run(7));
        assertNotEquals(run(7), run(8)); // delays and ids differ
    }

    private static List<String> run(long seed) {
        List<String> heard = new ArrayList<>();
        try (RealtimeSim sim = RealtimeSim.ofSeed(seed)) {
            SimServer server = sim.server();
            ProbedClient maria = sim.client("acme", "maria", "finance");
            sim.link(maria).delay(Duration.ofMillis(1), Duration.ofSeconds(1));
            for (int i = 0; i < 20; i++) {
                server.publish(Channel.of("acme", "finance"), Event.of("t", i));
                sim.advance(Duration.ofMillis(100));
            }
            maria.probe("finance").expectEvent();
            heard.add(sim.story().replaceAll("rerun.*", ""));
        }
        return heard;
    }

    @Test
    void a_timer_that_stays_fails_the_end() {
        RealtimeSim sim = RealtimeSim.ofSeed(1);
        sim.server();
        sim.time().schedule(Duration.ofDays(1), () -> {});
        String message = assertThrows(AssertionFailedError.class, sim::close).getMessage();
        assertTrue(message.contains("1 timers are left"), message);
        assertFalse(message.contains("connections are left"), message);
    }
}
