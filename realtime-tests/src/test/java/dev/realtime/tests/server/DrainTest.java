package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Identity;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.Limits;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** F1.18, protocol rule P16: a server that lets its clients go. */
class DrainTest {
    private static final Duration OVER = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Stage stage = new Stage(options -> options.limits(Limits.DEFAULT.connectionsPerUser(1_000)));

    private CompletableFuture<Void> drain() {
        return stage.server.drain(OVER).toCompletableFuture();
    }

    private List<RawClient> clients(int count) {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(stage.finance(""));
        }
        return clients;
    }

    private static long afterMs(RawClient client) {
        String text = client.takeOne();
        assertTrue(
                text.startsWith(json("{'type':'reconnect','seq':0,'timestamp':'2026-11-20T12:00:00.000Z',"
                        + "'reason':'drain','afterMs':")),
                text);
        return Long.parseLong(text.replaceAll(".*\"afterMs\":(\\d+)}", "$1"));
    }

    private Admission.Refused refusal() {
        UpgradeRequest upgrade = new UpgradeRequest(null, null, "Bearer maria@acme", List.of(), null);
        return assertInstanceOf(Admission.Refused.class, stage.server.admit(upgrade));
    }

    @Test
    void P16_everybody_is_told_once_and_at_a_moment_of_their_own_within_the_time() {
        List<RawClient> clients = clients(200);
        drain();
        Set<Long> moments = new HashSet<>();
        for (RawClient client : clients) {
            moments.add(afterMs(client));
        }
        assertTrue(moments.stream().allMatch(moment -> moment >= 0 && moment < 10_000), moments::toString);
        assertTrue(moments.size() > 150, moments::toString);
        assertTrue(moments.stream().anyMatch(moment -> moment < 1_000), moments::toString);
        assertTrue(moments.stream().anyMatch(moment -> moment > 9_000), moments::toString);
        stage.advance(Duration.ofSeconds(4));
        clients.forEach(client -> assertEquals(List.of(), client.take()));
    }

    @Test
    void P16_delivery_and_requests_go_on_until_the_client_goes() {
        RawClient client = stage.finance("");
        drain();
        client.take();
        stage.publish("still");
        assertTrue(client.takeOne().contains("still"));
        client.send("{'type':'subscribe','id':1,'services':['tasks']}");
        assertTrue(client.takeOne().contains(json("'id':1,")));
        assertEquals(0, client.closeCode());
    }

    @Test
    void P16_who_is_still_there_5_s_after_its_moment_is_4503() {
        RawClient client = stage.finance("");
        drain();
        Duration last = Duration.ofMillis(afterMs(client)).plus(GRACE);
        stage.advance(last.minusNanos(1));
        assertEquals(0, client.closeCode());
        stage.advance(Duration.ofNanos(1));
        assertEquals(4503, client.closeCode());
    }

    @Test
    void P16_upgrades_are_refused_with_503_until_the_end_of_the_drain() {
        stage.finance("");
        drain();
        assertEquals(503, refusal().status());
        assertEquals(Duration.ofSeconds(11), refusal().retryAfter());
        stage.advance(Duration.ofSeconds(8));
        assertEquals(Duration.ofSeconds(3), refusal().retryAfter());
        stage.advance(Duration.ofMinutes(8));
        assertEquals(Duration.ofSeconds(1), refusal().retryAfter());
    }

    @Test
    void P16_the_stage_completes_when_the_last_one_has_gone() {
        List<RawClient> clients = clients(3);
        CompletableFuture<Void> drained = drain();
        clients.get(0).close(1000);
        clients.get(1).close(1000);
        assertFalse(drained.isDone());
        clients.get(2).close(1000);
        assertTrue(drained.isDone());
    }

    @Test
    void P16_the_stage_completes_when_the_last_one_was_closed() {
        clients(5);
        CompletableFuture<Void> drained = drain();
        stage.advance(OVER.plus(GRACE));
        assertTrue(drained.isDone());
        assertEquals(0, stage.server.metrics().activeConnections());
    }

    @Test
    void P16_the_stage_completes_10_s_after_the_time_at_the_latest() {
        HandheldTransport deaf = new HandheldTransport(); // does not even close
        stage.open(deaf, "'services':['finance']");
        CompletableFuture<Void> drained = drain();
        stage.advance(OVER.plus(GRACE).plus(GRACE).minusNanos(1));
        assertFalse(drained.isDone());
        stage.advance(Duration.ofNanos(1));
        assertTrue(drained.isDone());
    }

    @Test
    void P16_with_nobody_there_the_stage_completes_at_once() {
        assertTrue(drain().isDone());
    }

    @Test
    void P16_a_second_drain_is_the_first_one() {
        RawClient client = stage.finance("");
        CompletableFuture<Void> first = drain();
        client.take();
        assertSame(first, stage.server.drain(Duration.ofMinutes(10)).toCompletableFuture());
        assertEquals(List.of(), client.take());
        assertEquals(Duration.ofSeconds(11), refusal().retryAfter());
    }

    @Test
    void P16_a_drain_of_no_time_asks_everybody_at_once() {
        RawClient client = stage.finance("");
        stage.server.drain(Duration.ZERO);
        assertEquals(0, afterMs(client));
        stage.advance(GRACE);
        assertEquals(4503, client.closeCode());
    }

    @Test
    void P16_a_drain_of_a_negative_or_endless_time_is_a_mistake() {
        assertThrows(IllegalArgumentException.class, () -> stage.server.drain(Duration.ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> stage.server.drain(Duration.ofMinutes(11)));
    }

    // ---- at odd moments

    @Test
    void P16_a_connection_that_has_not_shaken_hands_is_4503_at_once() {
        RawClient silent = stage.connect("maria@acme");
        RawClient unknown = stage.connect(null);
        CompletableFuture<Void> drained = drain();
        assertEquals(List.of(4503, 4503), List.of(silent.closeCode(), unknown.closeCode()));
        assertTrue(drained.isDone());
    }

    @Test
    void P16_a_connection_whose_handshake_is_under_way_is_told_and_served() {
        SlowBroker slow =
                new SlowBroker(new InMemoryBroker(Retention.DEFAULT, ManualScheduler.inOrder(), new Random(1)));
        slow.hold();
        Stage remote = new Stage(options -> options.broker(slow));
        RawClient client = remote.connect("maria@acme");
        client.send("{'version':1,'services':['finance']}");
        remote.server.drain(OVER);
        assertTrue(client.takeOne().contains(json("'type':'reconnect'")));
        slow.release();
        assertTrue(client.takeOne().contains(json("'type':'ack'")));
    }

    @Test
    void P16_a_connection_whose_upgrade_was_under_way_is_4503() {
        clients(1);
        drain();
        HandheldTransport late = new HandheldTransport();
        stage.server.open(late, new Admission.Admitted(Identity.of("acme", "maria"), null));
        assertEquals(4503, late.closeCode());
    }

    @Test
    void P16_close_during_a_drain_tells_those_who_are_left_and_ends_them() {
        List<RawClient> clients = clients(2);
        CompletableFuture<Void> drained = drain();
        clients.forEach(RawClient::take);
        clients.get(0).close(1000);
        stage.server.close();
        assertTrue(clients.get(1).takeOne().contains(json("'type':'reconnect'")));
        assertEquals(4503, clients.get(1).closeCode());
        assertTrue(drained.isDone());
    }

    @Test
    void P16_publishing_goes_on_during_a_drain() {
        drain();
        assertEquals(1, stage.publish("one").seq());
        assertEquals(1, stage.broker.buffer(FINANCE).size());
    }

    @Test
    void P16_who_has_gone_leaves_no_timer_behind_before_the_end_of_a_long_drain() {
        List<RawClient> clients = clients(3);
        CompletableFuture<Void> drained =
                stage.server.drain(Duration.ofMinutes(10)).toCompletableFuture();
        clients.forEach(client -> client.close(1000));
        assertTrue(drained.isDone());
        stage.advance(Duration.ofSeconds(15)); // the grace of the channel
        assertEquals(0, stage.time.timers());
    }

    @Test
    void P16_a_drain_leaves_no_timer_behind() {
        clients(3);
        drain();
        stage.advance(Duration.ofMinutes(1));
        stage.server.close();
        stage.advance(Duration.ofMinutes(10));
        assertEquals(0, stage.time.timers());
    }
}
