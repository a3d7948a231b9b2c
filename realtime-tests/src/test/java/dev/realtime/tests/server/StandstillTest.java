package dev.realtime.tests.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.testkit.ProbedClient;
import dev.realtime.testkit.RealtimeSim;
import dev.realtime.testkit.SimServer;
import dev.realtime.testkit.junit.RealtimeTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Protocol rule P4: who is silent, and who only was not listened to. The heartbeat is 30 s, and the first ping comes 15 to 30 s after
 * the handshake, so until then the server has heard nothing else.
 */
@RealtimeTest
class StandstillTest {
    private static void assertNobodyLeft(SimServer server, ProbedClient client) {
        assertEquals(Map.of(), server.server().metrics().closed());
        assertEquals(0, client.client().statistics().reconnects());
    }

    @Test
    void P4_a_server_that_stood_still_does_not_take_that_for_silence_of_its_clients(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance");
        sim.advance(Duration.ofSeconds(14));
        server.publish("acme", "finance", "before");
        maria.probe("finance").expectEvent("before"); // so that she waits for the server for a minute from here on
        server.pause(Duration.ofSeconds(59));
        sim.advance(Duration.ofMinutes(5));
        assertNobodyLeft(server, maria);
    }

    @Test
    void P4_silence_counts_up_to_when_the_ping_should_have_come(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance");
        sim.pause(maria, Duration.ofSeconds(70)); // answers the first ping then, long after it
        sim.advance(Duration.ofSeconds(44));
        server.pause(Duration.ofSeconds(25)); // the second ping was due after 45 to 60 s
        sim.advance(Duration.ofMinutes(5));
        assertNobodyLeft(server, maria);
    }

    @Test
    void P4_a_client_that_stays_silent_is_closed_three_heartbeats_after_the_standstill(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance");
        sim.advance(Duration.ofSeconds(14));
        sim.pause(maria, Duration.ofMinutes(10));
        server.pause(Duration.ofSeconds(59));
        sim.advance(Duration.ofSeconds(59 + 3 * 30));
        assertEquals(Map.of(CloseReason.STALLED, 1L), server.server().metrics().closed());
    }
}
