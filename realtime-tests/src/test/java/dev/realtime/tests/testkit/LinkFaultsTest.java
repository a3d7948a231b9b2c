package dev.realtime.tests.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.ConnectionState;
import dev.realtime.testkit.Fault;
import dev.realtime.testkit.Link;
import dev.realtime.testkit.ProbedClient;
import dev.realtime.testkit.RealtimeSim;
import dev.realtime.testkit.SimServer;
import dev.realtime.testkit.Way;
import dev.realtime.testkit.junit.RealtimeTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** F9.1: what each fault does, and that the client goes on after it. */
@RealtimeTest
class LinkFaultsTest {
    private SimServer server;
    private ProbedClient maria;
    private Link link;

    @BeforeEach
    void connect(RealtimeSim sim) {
        server = sim.server();
        maria = sim.client("acme", "maria", "finance");
        link = sim.link(maria);
        maria.expectState(ConnectionState.Open.class);
    }

    private void publish(String data) {
        server.publish("acme", "finance", data);
    }

    static List<Fault> faults() {
        return List.of(
                new Fault.Cut(),
                new Fault.Close(1001),
                new Fault.HalfOpen(),
                new Fault.HalfOpenOneWay(Way.TO_SERVER),
                new Fault.HalfOpenOneWay(Way.TO_CLIENT),
                new Fault.SwitchNetwork(),
                new Fault.Clog(Way.TO_SERVER),
                new Fault.Clog(Way.TO_CLIENT),
                new Fault.Delay(Duration.ofMillis(10), Duration.ofSeconds(3)),
                new Fault.Bandwidth(1_000),
                new Fault.Slice(10),
                new Fault.PauseReading(Duration.ofSeconds(20)),
                new Fault.Refuse(3, 503));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void after_each_fault_a_client_has_everything_in_order(Fault fault, RealtimeSim sim) {
        publish("before");
        link.apply(fault);
        publish("meanwhile");
        sim.advance(Duration.ofSeconds(20));
        publish("later");
        sim.advance(Duration.ofMinutes(2));
        link.heal();
        publish("after");
        maria.probe("finance").within(Duration.ofMinutes(10)).expectExactly("before", "meanwhile", "later", "after");
    }

    @Test
    void a_cut_is_noticed_at_once() {
        link.cut();
        maria.expectState(ConnectionState.Waiting.class);
        maria.expectState(ConnectionState.Open.class);
        assertEquals(1, maria.client().statistics().reconnects());
    }

    @Test
    void a_close_on_the_way_comes_behind_what_was_sent(RealtimeSim sim) {
        link.delay(Duration.ofMillis(50), Duration.ofMillis(50));
        publish("sent");
        sim.advance(Duration.ofMillis(10));
        link.close(1001);
        maria.probe("finance").expectEvent("sent").live();
        maria.expectState(ConnectionState.Waiting.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_way_that_dies_in_silence_is_noticed_within_three_heartbeats(Way way) {
        link.halfOpen(way);
        maria.probe("finance").expectNothingFor(Duration.ofSeconds(25));
        link.heal();
        maria.expectState(ConnectionState.Waiting.class);
        assertTrue(maria.client().statistics().reconnects() <= 1);
    }

    @Test
    void after_a_switch_of_networks_the_server_still_believes_in_the_old_connection() {
        link.switchNetwork();
        maria.expectState(ConnectionState.Waiting.class);
        assertEquals(1, server.server().metrics().activeConnections());
        maria.expectState(ConnectionState.Open.class);
        assertEquals(1, server.server().metrics().activeConnections()); // the newer one has replaced it
    }

    @Test
    void what_is_clogged_comes_when_it_is_not_any_more(RealtimeSim sim) {
        link.clog(Way.TO_CLIENT);
        publish("held");
        maria.probe("finance").expectNothingFor(Duration.ofSeconds(10));
        link.unclog();
        maria.probe("finance").within(Duration.ZERO).expectEvent("held").live();
    }

    @Test
    void a_narrow_way_takes_its_time() {
        link.bandwidth(1_000);
        publish("x".repeat(10_000)); // compresses well
        publish("y");
        maria.probe("finance").expectNothingFor(Duration.ofMillis(100));
        maria.probe("finance").expectEvent().expectEvent("y");
    }

    @Test
    void a_sliced_frame_takes_as_many_delays_as_it_has_slices() {
        link.delay(Duration.ofMillis(10), Duration.ofMillis(10));
        link.slice(10);
        publish("a frame of more than a hundred bytes");
        maria.probe("finance").expectNothingFor(Duration.ofMillis(99));
        maria.probe("finance").expectEvent().live();
    }

    @Test
    void upgrades_are_refused_as_often_as_asked() {
        link.refuse(2, 503);
        link.cut();
        maria.expectState(ConnectionState.Waiting.class);
        maria.expectState(ConnectionState.Waiting.class);
        maria.expectState(ConnectionState.Waiting.class);
        maria.expectState(ConnectionState.Open.class);
    }

    @Test
    void frames_that_change_places_are_noticed_and_come_again(RealtimeSim sim) {
        link.unrealistic().swapFrames(1);
        publish("first");
        sim.advance(Duration.ofSeconds(1));
        publish("second");
        maria.probe("finance").expectExactly("first", "second");
        assertEquals(1, maria.client().statistics().lossesInTransit());
    }

    @Test
    void nonsense_is_refused_at_the_call() {
        assertThrows(IllegalArgumentException.class, () -> link.bandwidth(0));
        assertThrows(IllegalArgumentException.class, () -> link.slice(-1));
        assertThrows(IllegalArgumentException.class, () -> link.delay(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }
}
