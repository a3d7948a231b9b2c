package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.core.broker.PublishException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** F1.4: one upstream subscription for a channel, while somebody watches it. */
class UpstreamTest {
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final Duration TICK = Duration.ofNanos(1);

    private final Source source = new Source();
    private final Stage stage = new Stage(options -> options.upstream(source));

    private int totalSubscriptions() {
        return stage.server.metrics().connectionPoolStats().totalSubscriptions();
    }

    @Test
    void F1_4_it_is_opened_once_however_many_subscribe() {
        for (int i = 0; i < 100; i++) {
            RawClient client = stage.connect("user" + i + "@acme");
            client.send("{'version':1,'services':['finance','tasks']}");
        }
        assertEquals(List.of(FINANCE, Channel.of("acme", "tasks")), source.opened);
        assertEquals(2, totalSubscriptions());
    }

    @Test
    void F1_4_it_is_not_opened_before_somebody_subscribes() {
        stage.connect("maria@acme");
        stage.publish("one");
        assertEquals(List.of(), source.opened);
        assertEquals(0, totalSubscriptions());
    }

    @Test
    void F1_4_it_is_opened_for_each_org() {
        stage.subscribed("finance");
        RawClient other = stage.connect("maria@other");
        other.send("{'version':1,'services':['finance']}");
        assertEquals(List.of(FINANCE, Channel.of("other", "finance")), source.opened);
    }

    @Test
    void F1_4_what_comes_from_the_bus_is_delivered() {
        RawClient client = stage.subscribed("finance");
        Position position = source.sinks
                .get(0)
                .publish(Event.of("t", "from the bus"))
                .toCompletableFuture()
                .join();
        assertEquals(1, position.seq());
        assertTrue(client.takeOne().contains("from the bus"));
    }

    @Test
    void F1_4_an_event_that_the_bus_repeats_is_delivered_once() {
        RawClient client = stage.subscribed("finance");
        source.sinks.get(0).publish(Event.of("t", 1).id("e1"));
        source.sinks.get(0).publish(Event.of("t", 1).id("e1"));
        assertTrue(client.takeOne().contains(json("'type':'event'")));
    }

    @Test
    void F1_4_it_is_closed_when_the_grace_after_the_last_one_is_over() {
        RawClient client = stage.subscribed("finance");
        client.close(1000);
        stage.advance(GRACE.minus(TICK));
        assertEquals(List.of(), source.closed);
        stage.advance(TICK);
        assertEquals(List.of(FINANCE), source.closed);
        assertEquals(0, totalSubscriptions());
    }

    @Test
    void F1_4_it_stays_open_while_another_one_watches() {
        RawClient first = stage.subscribed("finance");
        stage.subscribed("finance");
        first.close(1000);
        stage.advance(GRACE.multipliedBy(4));
        assertEquals(List.of(), source.closed);
    }

    @Test
    void F1_4_an_unsubscribe_counts_as_leaving() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'unsubscribe','id':1,'services':['finance']}");
        stage.advance(GRACE);
        assertEquals(List.of(FINANCE), source.closed);
    }

    @Test
    void F1_4_a_replaced_subscription_does_not_count_as_leaving() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'subscribe','id':1,'services':['finance']}");
        client.send("{'type':'subscribe','id':2,'services':['finance']}");
        stage.advance(GRACE.multipliedBy(4));
        assertEquals(List.of(), source.closed);
        client.close(1000);
        stage.advance(GRACE);
        assertEquals(List.of(FINANCE), source.closed);
    }

    @Test
    void F1_4_a_new_subscriber_within_the_grace_does_not_open_it_again() {
        stage.subscribed("finance").close(1000);
        stage.advance(GRACE.minus(TICK));
        RawClient back = stage.subscribed("finance");
        stage.advance(GRACE.multipliedBy(4));
        assertEquals(List.of(FINANCE), source.opened);
        assertEquals(List.of(), source.closed);
        back.take();
        stage.publish("still live");
        assertTrue(back.takeOne().contains("still live"));
    }

    @Test
    void F1_4_after_it_was_closed_a_new_subscriber_opens_it_again() {
        stage.subscribed("finance").close(1000);
        stage.advance(GRACE);
        RawClient back = stage.subscribed("finance");
        assertEquals(List.of(FINANCE, FINANCE), source.opened);
        source.sinks.get(1).publish(Event.of("t", "again"));
        assertTrue(back.takeOne().contains("again"));
    }

    @Test
    void F1_7_the_grace_being_over_loses_nothing() {
        stage.subscribed("finance").close(1000);
        stage.advance(GRACE);
        stage.publish("while nobody watched");
        RawClient back = stage.connect("maria@acme");
        back.send("{'version':1,'services':['finance'],'positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':0}}}");
        assertTrue(back.take().get(1).contains("while nobody watched"));
    }

    @Test
    void F1_4_a_bus_that_fails_to_open_is_asked_again_by_the_next_subscriber() {
        source.failsToOpen = true;
        stage.subscribed("finance");
        assertEquals(0, totalSubscriptions());
        source.failsToOpen = false;
        stage.subscribed("finance");
        assertEquals(List.of(FINANCE), source.opened);
    }

    @Test
    void F1_4_a_bus_that_fails_to_close_does_no_further_harm() {
        source.failsToClose = true;
        stage.subscribed("finance").close(1000);
        stage.advance(GRACE);
        assertEquals(0, totalSubscriptions());
        RawClient back = stage.subscribed("finance");
        stage.publish("one");
        assertTrue(back.takeOne().contains("one"));
    }

    @Test
    void F1_4_a_failing_append_is_reported_to_the_bus() {
        stage.subscribed("finance");
        stage.broker.close();
        CompletionStage<Position> answer = source.sinks.get(0).publish(Event.of("t", 1));
        CompletionException failure = assertThrows(
                CompletionException.class, () -> answer.toCompletableFuture().join());
        assertInstanceOf(PublishException.BrokerUnavailable.class, failure.getCause());
    }

    @Test
    void F1_4_an_upstream_that_publishes_while_it_opens_loses_nothing() {
        List<Channel> opened = new ArrayList<>();
        Stage eager = new Stage(options -> options.upstream((channel, sink) -> {
            opened.add(channel);
            sink.publish(Event.of("t", "at once"));
            return () -> {};
        }));
        RawClient client = eager.connect("maria@acme");
        client.send("{'version':1,'services':['finance'],'lastSeq':0}");
        assertEquals(1, opened.size());
        List<String> texts = client.take();
        assertTrue(texts.get(texts.size() - 1).contains("at once"), texts::toString);
    }
}
