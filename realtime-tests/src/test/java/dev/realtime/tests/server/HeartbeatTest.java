package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Event;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Protocol rule P14 and the stalled connection of section 6. */
class HeartbeatTest {
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);

    private final Stage stage = new Stage();

    private Transport.Listener shakeHands(HandheldTransport transport) {
        return shakeHands(stage, transport);
    }

    private static Transport.Listener shakeHands(Stage stage, HandheldTransport transport) {
        Admission admission = stage.server.admit(new UpgradeRequest(null, null, "Bearer maria@acme", List.of(), null));
        Transport.Listener server = stage.server.open(transport, (Admission.Admitted) admission);
        server.onFrame(Frame.text(json("{'version':1,'services':['finance']}")));
        stage.settle();
        transport.completeAll();
        return server;
    }

    @Test
    void P14_a_ping_has_the_head_of_every_subscribed_channel() {
        RawClient client = stage.subscribed("finance", "tasks");
        stage.publish("one");
        client.take();
        stage.advance(HEARTBEAT);
        String ping = client.takeOne().replaceFirst("\"timestamp\":\"[^\"]*\"", "\"timestamp\":\"T\"");
        assertEquals(
                json("{'type':'ping','seq':0,'timestamp':'T',"
                        + "'heads':{'finance':{'epoch':'E0','seq':1},'tasks':{'epoch':'E1','seq':0}}}"),
                ping);
    }

    @Test
    void P14_the_first_ping_comes_within_a_heartbeat_and_then_one_every_heartbeat() {
        RawClient client = stage.subscribed("finance");
        stage.advance(HEARTBEAT);
        assertEquals(1, client.take().size());
        for (int i = 0; i < 5; i++) {
            stage.advance(HEARTBEAT);
            assertEquals(1, client.take().size());
        }
    }

    @Test
    void P14_clients_that_came_together_are_not_pinged_together() {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawClient client = stage.connect("user" + i + "@acme");
            client.send("{'version':1,'services':['finance']}");
            client.take();
            clients.add(client);
        }
        Set<Integer> moments = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            stage.advance(Duration.ofMillis(100));
            int moment = i;
            clients.stream().filter(client -> !client.take().isEmpty()).forEach(client -> moments.add(moment));
        }
        assertTrue(moments.size() > 10, moments::toString);
    }

    @Test
    void P14_no_second_ping_waits_while_one_is_unsent() {
        Stage quick = new Stage(options -> options.heartbeat(Duration.ofSeconds(1)));
        HandheldTransport transport = new HandheldTransport();
        shakeHands(quick, transport);
        quick.publish("in flight");
        quick.advance(Duration.ofSeconds(10));
        transport.completeAll();
        List<String> sent = transport.sent();
        assertEquals(3, sent.size(), sent::toString);
        assertTrue(sent.get(2).contains(json("'type':'ping'")), sent::toString);
    }

    @Test
    void P14_the_heartbeat_that_was_set_is_told_in_the_ack() {
        Stage quick = new Stage(options -> options.heartbeat(Duration.ofMillis(1_500)));
        RawClient client = quick.connect("maria@acme");
        client.send("{'version':1,'services':['finance']}");
        assertTrue(client.takeOne().contains(json("'heartbeatMs':1500,")));
        quick.advance(Duration.ofMillis(1_500));
        assertEquals(1, client.take().size());
    }

    @Test
    void P14_no_timer_is_left_when_the_connection_has_ended() {
        RawClient client = stage.subscribed("finance");
        long before = stage.time.timers();
        client.close(1000);
        stage.advance(Duration.ofSeconds(15));
        assertTrue(stage.time.timers() < before);
        stage.advance(Duration.ofMinutes(10));
        assertEquals(0, stage.time.timers());
    }

    // ---- section 6: stalled, failed

    @Test
    void a_frame_that_takes_longer_than_30_s_is_4480() {
        HandheldTransport transport = new HandheldTransport();
        shakeHands(transport);
        stage.publish("in flight");
        stage.advance(Duration.ofSeconds(30).minusNanos(1));
        assertEquals(0, transport.closeCode());
        stage.advance(Duration.ofNanos(1));
        assertEquals(4480, transport.closeCode());
    }

    @Test
    void a_stalled_connection_counts_as_a_slow_consumer() {
        HandheldTransport transport = new HandheldTransport();
        Transport.Listener server = shakeHands(transport);
        stage.publish("in flight");
        stage.advance(Duration.ofSeconds(30));
        server.onClosed(CloseReason.of(1006, ""));
        stage.settle();
        assertEquals(1, stage.server.metrics().delivery().slowConsumers());
        assertEquals(1L, stage.server.metrics().closed().get(4480));
        assertEquals(0, stage.server.metrics().activeConnections());
    }

    @Test
    void a_transport_that_throws_counts_as_gone() {
        CloseReason[] closed = {null};
        Transport broken = new Transport() {
            @Override
            public void send(Frame frame, Completion completion) {
                throw new IllegalStateException("broken pipe");
            }

            @Override
            public void close(CloseReason reason) {
                closed[0] = reason;
            }
        };
        Admission admission = stage.server.admit(new UpgradeRequest(null, null, "Bearer maria@acme", List.of(), null));
        Transport.Listener server = stage.server.open(broken, (Admission.Admitted) admission);
        server.onFrame(Frame.text(json("{'version':1,'services':['finance']}")));
        stage.settle();
        assertEquals(1006, closed[0].code());
    }

    @Test
    void F1_10_a_slow_connection_does_not_hold_up_another_one() {
        HandheldTransport slow = new HandheldTransport();
        shakeHands(slow);
        RawClient quick = stage.subscribed("finance");
        stage.publish("one");
        stage.publish("two");
        assertEquals(2, quick.take().size());
        assertEquals(2, slow.sent().size());
    }

    @Test
    void F1_10_a_slow_connection_catches_up_with_one_larger_batch() {
        HandheldTransport slow = new HandheldTransport();
        shakeHands(slow);
        for (int i = 0; i < 100; i++) {
            stage.server.publish(FINANCE, Event.of("t", i));
            stage.settle();
        }
        slow.completeAll();
        List<String> sent = slow.sent();
        assertEquals(3, sent.size());
        assertTrue(sent.get(2).contains(json("'type':'batch'")));
        assertTrue(sent.get(2).contains(json("'after':1,'seq':100")));
    }
}
