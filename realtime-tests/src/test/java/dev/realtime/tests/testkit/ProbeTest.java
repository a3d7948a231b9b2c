package dev.realtime.tests.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.ConnectionState;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.GapReason;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.server.ChannelOptions;
import dev.realtime.core.server.Snapshot;
import dev.realtime.testkit.Probe;
import dev.realtime.testkit.ProbedClient;
import dev.realtime.testkit.RealtimeSim;
import dev.realtime.testkit.SimServer;
import dev.realtime.testkit.junit.RealtimeTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.AssertionFailedError;

/** F9.2: what a probe accepts, and what its failures tell. */
@RealtimeTest
class ProbeTest {
    private static final Channel FINANCE = Channel.of("acme", "finance");

    private static String failure(Executable check) {
        return assertThrows(AssertionFailedError.class, check).getMessage();
    }

    @Test
    void takes_items_in_order_and_looks_at_each(RealtimeSim sim) {
        SimServer server = sim.server();
        Probe finance = sim.client("acme", "maria", "finance").probe("finance");
        server.publish(FINANCE, Event.of("revenue_created", Map.of("amount", 4)).tag("propertyId", 1));
        server.server().invalidate(FINANCE, "a", "b");
        finance.expectEvent("{\"amount\":4}")
                .type("revenue_created")
                .tag("propertyId", 1)
                .seq(1)
                .live()
                .expectInvalidation("a", "b")
                .seq(2)
                .expectNoMore();
        assertEquals(4, finance.items().size() + 2);
    }

    @Test
    void takes_snapshots_after_their_gaps(RealtimeSim sim) {
        SimServer server = sim.server(options -> options.retention(Retention.of(Duration.ofMinutes(5), 2))
                .channels(channel -> ChannelOptions.DEFAULT.snapshots(
                        (which, head) -> CompletableFuture.completedFuture(new Snapshot(head, "state")))));
        ProbedClient maria = sim.client("acme", "maria", "finance");
        sim.link(maria).cut();
        for (int i = 0; i < 5; i++) {
            server.publish("acme", "finance", i);
        }
        maria.probe("finance")
                .expectGap(GapReason.TRIMMED)
                .expectSnapshot()
                .seq(5)
                .expectNoMore();
    }

    @Test
    void keeps_services_apart(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance", "guest");
        server.publish("acme", "guest", "arrives");
        server.publish("acme", "finance", "paid");
        maria.probe("finance").expectExactly("paid");
        maria.probe("guest").expectExactly("arrives");
        assertThrows(IllegalArgumentException.class, () -> maria.probe("tasks"));
    }

    @Test
    void tells_what_came_instead_and_what_is_closest(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance");
        server.publish("acme", "finance", "first");
        server.publish("acme", "finance", "second");
        sim.advance(Duration.ofSeconds(1));
        String message = failure(() -> maria.probe("finance").expectEvent("second"));
        assertTrue(message.contains("expected: maria hears of finance: event second"), message);
        assertTrue(message.contains("but was : event seq=1 type=event \"first\" @+0.000s; client is Open"), message);
        assertTrue(message.contains("closest : event seq=2 type=event \"second\" @+0.000s, item 1"), message);
        assertTrue(message.contains("       > [0] event seq=1"), message);
        assertTrue(message.contains("publish to acme/finance"), message);
        assertTrue(message.contains("server -> maria batch"), message);
        assertTrue(
                message.contains("rerun   : mvn test -Dtest=ProbeTest#tells_what_came_instead_and_what_is_closest "
                        + "-Drealtime.seed=0x" + Long.toHexString(sim.seed())),
                message);
    }

    @Test
    void waits_no_longer_than_two_minutes_and_tells_which_fault_there_was(RealtimeSim sim) {
        sim.server();
        ProbedClient maria = sim.client("acme", "maria", "finance");
        sim.link(maria).halfOpen();
        long before = sim.time().nanoTime();
        String message = failure(() -> maria.probe("finance").expectEvent());
        assertEquals(Duration.ofMinutes(2).toNanos(), sim.time().nanoTime() - before);
        assertTrue(message.contains("an event within PT2M (virtual)"), message);
        assertTrue(message.contains("but was : nothing"), message);
        assertTrue(message.contains("FAULT maria: halfOpen"), message);
    }

    @Test
    void more_than_expected_is_a_failure(RealtimeSim sim) {
        SimServer server = sim.server();
        Probe finance = sim.client("acme", "maria", "finance").probe("finance");
        server.publish("acme", "finance", "one");
        server.publish("acme", "finance", "two");
        assertTrue(failure(() -> finance.expectExactly("one")).contains("nothing more within PT0S"));
        assertTrue(
                failure(() -> finance.expectNothingFor(Duration.ofSeconds(1))).contains("\"two\""));
        finance.expectEvent("two").expectNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void what_does_not_hold_of_the_last_item_is_a_failure(RealtimeSim sim) {
        SimServer server = sim.server();
        Probe finance = sim.client("acme", "maria", "finance").probe("finance");
        server.publish("acme", "finance", "one");
        assertThrows(IllegalStateException.class, finance::replayed);
        finance.expectEvent();
        List<Executable> wrong = List.of(
                finance::replayed, () -> finance.seq(2), () -> finance.type("other"), () -> finance.tag("p", 1));
        wrong.forEach(check -> assertThrows(AssertionFailedError.class, check));
    }

    @Test
    void states_refusals_and_the_end_can_be_expected(RealtimeSim sim) {
        sim.server(options -> options.authorizer((identity, service) -> !service.equals("payroll")));
        ProbedClient maria = sim.client("acme", "maria", "finance", "payroll");
        maria.expectRefused("payroll", ErrorCode.FORBIDDEN);
        maria.expectState(ConnectionState.Open.class);
        maria.client().close();
        maria.expectClosed(1000);
        assertTrue(failure(() -> maria.expectState(ConnectionState.Open.class)).contains("maria is Open"));
        ProbedClient nobody = sim.client("acme", "nobody", options -> options.token(() -> "who?"), "finance");
        nobody.expectClosed(4401);
    }
}
