package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.DeliveryStats;
import dev.realtime.core.server.LatencyStats;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** F7.1: what the numbers of the delivery count. */
class DeliveryNumbersTest {
    private final Stage stage = new Stage();

    private DeliveryStats numbers() {
        return stage.server.metrics().delivery();
    }

    private LatencyStats latency() {
        return stage.server.metrics().latency();
    }

    private static String from(long seq) {
        return "'positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':" + seq + "}}";
    }

    @Test
    void F7_1_eventsDelivered_counts_publications_per_connection_also_in_batches() {
        stage.finance("");
        stage.finance("");
        stage.publish("one");
        stage.server.publish(FINANCE, Event.of("t", "two"));
        stage.server.publish(FINANCE, Event.of("t", "three"));
        stage.settle();
        assertEquals(6, numbers().eventsDelivered());
        assertEquals(2, numbers().batches());
        assertEquals(2, numbers().encodings());
    }

    @Test
    void F7_1_eventsByService_counts_a_service_over_all_orgs() {
        stage.greeted("'services':['finance','tasks']");
        RawClient eve = stage.connect("eve@other");
        eve.send("{'version':1,'services':['finance']}");
        stage.publish("one");
        stage.publish(Channel.of("other", "finance"), Event.of("t", "two"));
        stage.publish(Channel.of("acme", "tasks"), Event.of("t", "three"));
        assertEquals(Map.of("finance", 2L, "tasks", 1L), numbers().eventsByService());
    }

    @Test
    void F7_1_what_a_filter_withholds_is_not_delivered() {
        stage.finance("'filters':{'property':1}");
        stage.publish("a", 2);
        stage.publish("b", 1);
        stage.advance(Duration.ofSeconds(15));
        assertEquals(1, numbers().eventsDelivered());
        assertEquals(0, numbers().batches());
    }

    @Test
    void F7_1_missedEventsReplayed_counts_those_up_to_the_head_of_the_ack() {
        for (int i = 0; i < 5; i++) {
            stage.publish("missed");
        }
        RawClient client = stage.finance(from(2));
        stage.publish("live");
        assertEquals(3, numbers().missedEventsReplayed());
        assertEquals(4, numbers().eventsDelivered());
        client.send("{'type':'filter','id':1,'filters':null}");
        stage.publish("live");
        assertEquals(3, numbers().missedEventsReplayed());
    }

    @Test
    void F7_1_missed_and_live_publications_of_one_message_are_told_apart() {
        stage.publish("missed");
        stage.publish("missed");
        HandheldTransport slow = new HandheldTransport();
        stage.open(slow, "'services':['finance']");
        stage.publish("in flight");
        RawClient again = stage.connect("maria@acme");
        again.sendLater("{'version':1,'services':['finance']," + from(1) + "}");
        stage.settle();
        assertEquals(2, numbers().missedEventsReplayed());
        slow.completeAll();
        assertEquals(2, numbers().missedEventsReplayed());
    }

    @Test
    void F7_1_what_a_fresh_client_gets_is_not_missed() {
        stage.publish("before");
        stage.finance("");
        stage.publish("live");
        assertEquals(0, numbers().missedEventsReplayed());
    }

    @Test
    void F7_1_what_comes_after_a_new_history_has_begun_is_not_missed() {
        for (int i = 0; i < 50; i++) {
            stage.publish("lost with its history");
        }
        stage.finance(from(50));
        stage.broker.buffer(FINANCE).reset(new Head(new Position("new", 0), null));
        for (int i = 0; i < 5; i++) {
            stage.publish("live"); // the first one only tells that the history is gone
        }
        assertEquals(1, numbers().gaps());
        assertEquals(0, numbers().missedEventsReplayed());
    }

    @Test
    void F7_1_a_replay_that_a_new_history_ends_counts_no_further() {
        for (int i = 0; i < 4; i++) {
            stage.publish("x".repeat(40_000)); // each a message of its own
        }
        HandheldTransport slow = new HandheldTransport();
        stage.open(slow, "'services':['finance']," + from(0));
        stage.broker.buffer(FINANCE).reset(new Head(new Position("new", 0), null));
        for (int i = 0; i < 3; i++) {
            stage.publish("live"); // the first one only tells that the history is gone
            slow.completeAll();
            stage.settle();
        }
        assertEquals(1, numbers().gaps());
        assertEquals(1, numbers().missedEventsReplayed());
        assertEquals(3, numbers().eventsDelivered());
    }

    @Test
    void F7_1_slow_consumers_counts_gaps_of_those_who_were_overtaken() {
        Stage small = new Stage(Retention.of(Duration.ofMinutes(5), 3), options -> options);
        HandheldTransport slow = new HandheldTransport();
        small.open(slow, "'services':['finance']");
        for (int i = 0; i < 10; i++) {
            small.publish("x");
        }
        slow.completeAll();
        assertEquals(1, small.server.metrics().delivery().slowConsumers());
        assertEquals(1, small.server.metrics().delivery().gaps());
    }

    // ---- latency

    @Test
    void F7_1_the_latency_is_the_time_from_the_publication_to_the_transport() {
        stage.advance(Duration.ofSeconds(1));
        HandheldTransport slow = new HandheldTransport();
        stage.open(slow, "'services':['finance']");
        stage.publish("in flight");
        assertEquals(1, latency().count());
        assertTrue(latency().p99Ms() < 1);
        stage.publish("waits");
        stage.advance(Duration.ofMillis(100));
        slow.completeAll();
        assertEquals(2, latency().count());
        assertTrue(
                latency().p99Ms() >= 100 && latency().p99Ms() < 126,
                () -> latency().toString());
    }

    @Test
    void F7_1_what_was_missed_has_no_latency() {
        stage.advance(Duration.ofSeconds(1));
        stage.finance("");
        stage.publish("one");
        long before = latency().count();
        stage.finance(from(0));
        assertEquals(before, latency().count());
    }

    @Test
    void F7_1_telling_what_was_withheld_is_no_delivery_and_has_no_latency() {
        stage.advance(Duration.ofSeconds(1));
        stage.finance("'filters':{'property':1}");
        stage.publish("a", 2);
        stage.advance(Duration.ofSeconds(20));
        assertEquals(0, latency().count());
    }
}
