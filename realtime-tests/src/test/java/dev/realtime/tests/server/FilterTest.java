package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Retention;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** F1.12, protocol rules P6, P9, P14: what a filter lets pass, and how a client is told of what is withheld. */
class FilterTest {
    private static final Duration HALF = Duration.ofSeconds(15);
    private static final String AT_0 = "'timestamp':'2026-11-20T12:00:00.000Z'";
    private static final String AT_15 = "'timestamp':'2026-11-20T12:00:15.000Z'";
    private static final String ONE = "'filters':{'property':1}";

    private final Stage stage = new Stage();

    private boolean passes(String filters, Event event) {
        RawClient client = stage.finance("'filters':" + filters);
        stage.publish(FINANCE, event);
        return !client.take().isEmpty();
    }

    private static Event tagged(String tag, Object value) {
        return Event.of("t", "x").tag(tag, value);
    }

    private static String nothing(int after, int seq) {
        return json("{'type':'batch','service':'finance','epoch':'E0','after':" + after + ",'seq':" + seq + "," + AT_0
                + ",'messages':[]}");
    }

    // ---- P6: what passes

    @Test
    void P6_a_publication_with_another_value_is_withheld() {
        assertTrue(passes("{'property':1}", tagged("property", 1)));
        assertEquals(false, passes("{'property':1}", tagged("property", 2)));
    }

    @Test
    void P6_all_keys_of_a_filter_must_match() {
        String both = "{'property':1,'floor':2}";
        assertTrue(passes(both, tagged("property", 1).tag("floor", 2)));
        assertEquals(false, passes(both, tagged("property", 1).tag("floor", 3)));
        assertEquals(false, passes(both, tagged("property", 3).tag("floor", 2)));
    }

    @Test
    void P6_a_publication_without_the_tag_passes() {
        assertTrue(passes("{'property':1}", Event.of("t", "x")));
        assertTrue(passes("{'property':1}", tagged("floor", 9)));
        assertTrue(passes("{'property':1,'floor':2}", tagged("floor", 2)));
        assertEquals(false, passes("{'property':1,'floor':2}", tagged("floor", 9)));
    }

    @Test
    void P6_values_compare_as_text() {
        assertTrue(passes("{'property':'7'}", tagged("property", 7)));
        assertTrue(passes("{'property':7}", tagged("property", "7")));
        assertTrue(passes("{'open':true}", tagged("open", true)));
        assertEquals(false, passes("{'property':7}", tagged("property", "07")));
    }

    @Test
    void P6_an_array_means_any_of() {
        assertTrue(passes("{'property':[1,'2']}", tagged("property", 1)));
        assertTrue(passes("{'property':[1,'2']}", tagged("property", 2)));
        assertEquals(false, passes("{'property':[1,'2']}", tagged("property", 3)));
    }

    @Test
    void P6_no_filter_and_an_empty_one_let_everything_pass() {
        assertTrue(passes("null", tagged("property", 1)));
        assertTrue(passes("{}", tagged("property", 1)));
    }

    @Test
    void P6_an_invalidation_passes_every_filter() {
        RawClient client = stage.finance(ONE);
        stage.server.invalidate(FINANCE, "rooms");
        assertTrue(client.takeOne().contains(json("'type':'invalidate'")));
    }

    // ---- P9: ranges with something withheld

    @Test
    void P9_what_follows_a_withheld_publication_follows_what_was_told() {
        RawClient client = stage.finance(ONE);
        stage.publish("a", 1);
        stage.publish("b", 2);
        assertTrue(client.takeOne().contains(json("'after':0,'seq':1,")));
        stage.publish("c", 1);
        assertEquals(
                json("{'type':'event','service':'finance','epoch':'E0','after':1,'seq':3," + AT_0
                        + ",'tags':{'property':'1'},'events':[{'type':'t','data':'c'}]}"),
                client.takeOne());
    }

    @Test
    void P9_a_publication_before_a_withheld_one_of_the_same_range_is_a_batch() {
        RawClient client = stage.finance(ONE);
        stage.publishLater("a", 1);
        stage.publishLater("b", 2);
        assertEquals(
                json("{'type':'batch','service':'finance','epoch':'E0','after':0,'seq':2," + AT_0 + ",'messages':"
                        + "[{'seq':1," + AT_0 + ",'tags':{'property':'1'},'events':[{'type':'t','data':'a'}]}]}"),
                client.takeOne());
    }

    @Test
    void P9_a_publication_after_a_withheld_one_of_the_same_range_is_an_event() {
        RawClient client = stage.finance(ONE);
        stage.publishLater("a", 2);
        stage.publishLater("b", 1);
        assertTrue(client.takeOne()
                .startsWith(json("{'type':'event','service':'finance','epoch':'E0','after':0,'seq':2,")));
    }

    @Test
    void P9_a_resume_with_a_filter_gives_what_passes_of_what_was_missed() {
        for (int i = 1; i <= 10; i++) {
            stage.publish("x" + i, i % 5);
        }
        RawClient client = stage.connect("maria@acme");
        client.send("{'version':1,'services':['finance']," + ONE + ",'positions':{'finance':{'epoch':'" + Stage.E0
                + "','seq':2}}}");
        List<String> texts = client.take();
        assertTrue(texts.get(1).contains(json("'after':2,'seq':10,")), texts::toString);
        assertEquals(1, texts.get(1).split("\"events\"").length - 1, texts::toString);
    }

    // ---- P14: told of what is withheld

    @Test
    void P14_withheld_ranges_are_told_within_half_a_heartbeat() {
        RawClient client = stage.finance(ONE);
        stage.publish("a", 2);
        stage.publish("b", 2);
        stage.advance(HALF.minusNanos(1));
        assertEquals(List.of(), client.take());
        stage.advance(Duration.ofNanos(1));
        String told = client.take().get(0);
        assertEquals(nothing(0, 2).replace(json(AT_0), json(AT_15)), told);
    }

    @Test
    void P14_what_is_told_is_not_told_again() {
        Stage slow = new Stage(options -> options.heartbeat(Duration.ofMinutes(10)));
        RawClient client = slow.finance(ONE);
        slow.publish("a", 2);
        slow.advance(Duration.ofMinutes(5));
        assertEquals(
                1, client.take().stream().filter(text -> text.contains("batch")).count());
        slow.advance(Duration.ofHours(3));
        assertEquals(
                0, client.take().stream().filter(text -> text.contains("batch")).count());
        assertEquals(1, slow.server.metrics().delivery().encodings());
    }

    @Test
    void P14_nobody_is_told_an_empty_range_who_has_got_everything() {
        RawClient client = stage.finance(ONE);
        stage.publish("a", 2);
        stage.publish("b", 1);
        client.take();
        stage.advance(Duration.ofMinutes(2));
        assertTrue(client.take().stream().noneMatch(text -> text.contains("batch")));
    }

    @Test
    void P14_all_are_told_at_the_same_moment_and_in_the_same_bytes() {
        RawClient one = stage.finance(ONE);
        RawClient two = stage.finance(ONE);
        RawClient three = stage.finance("'filters':{'property':3}");
        stage.publish("a", 2);
        stage.advance(Duration.ofSeconds(10));
        stage.publish("b", 2);
        stage.advance(Duration.ofSeconds(5));
        String told = one.take().get(0);
        assertEquals(nothing(0, 2).replace(json(AT_0), json(AT_15)), told);
        assertEquals(told, two.take().get(0));
        assertEquals(told, three.take().get(0));
        assertEquals(2, stage.server.metrics().delivery().encodings());
    }

    @Test
    void P14_withheld_ranges_are_told_at_every_quarter_of_the_retained_count() {
        Stage small = new Stage(Retention.of(Duration.ofMinutes(5), 100), options -> options);
        RawClient client = small.finance(ONE);
        for (int i = 0; i < 60; i++) {
            small.publish("x", 2);
        }
        assertEquals(List.of(nothing(0, 25), nothing(25, 50)), client.take());
    }

    @Test
    void P14_the_retained_count_is_that_of_the_brokers_own_retention() {
        Stage small =
                new Stage(Retention.of(Duration.ofMinutes(5), 20), options -> options.retention(Retention.DEFAULT));
        RawClient client = small.finance(ONE);
        for (int i = 0; i < 23; i++) {
            small.publish("x", 2);
        }
        assertEquals(List.of(nothing(0, 5), nothing(5, 10), nothing(10, 15), nothing(15, 20)), client.take());
    }

    @Test
    void P14_telling_what_is_withheld_costs_two_messages_a_heartbeat_and_one_for_each_quarter() {
        RawClient client = stage.finance(ONE);
        for (int i = 0; i < 1_000; i++) {
            stage.publish("x", 2);
            stage.advance(Duration.ofMillis(300)); // ten heartbeats
        }
        long told =
                client.take().stream().filter(text -> text.contains("batch")).count();
        assertTrue(told <= 10 * 2 + 4, told + " messages");
    }

    @Test
    void P14_a_slow_client_is_told_when_it_reads_again() {
        HandheldTransport slow = new HandheldTransport();
        stage.open(slow, "'services':['finance']," + ONE);
        stage.publish("in flight", 1);
        stage.publish("a", 2);
        stage.advance(HALF.plusSeconds(5));
        slow.completeAll();
        slow.take();
        stage.advance(HALF);
        slow.completeAll();
        String told = slow.take().stream()
                .filter(text -> text.contains("batch"))
                .findFirst()
                .orElse("");
        assertTrue(told.contains(json("'after':1,'seq':2,")), told);
    }

    @Test
    void P14_hours_of_what_it_does_not_want_cause_a_client_no_gap_and_no_new_subscribe() {
        Stage small = new Stage(Retention.of(Duration.ofMinutes(5), 40), options -> options);
        RawClient client = small.finance(ONE);
        Follower follower = new Follower().from(small.head());
        for (int i = 0; i < 1_500; i++) {
            small.publish("x", 2);
            small.advance(Duration.ofMillis(i % 100 < 80 ? 500 : 61_000)); // storms, then hours of little
            follower.hear(client.take());
        }
        small.advance(Duration.ofMinutes(5));
        follower.hear(client.take());
        assertEquals(List.of(), follower.gaps);
        assertTrue(follower.isAt(small.head()));
    }

    @Test
    void D2_retention_beyond_what_was_told_is_no_gap_while_it_is_not_beyond_what_was_looked_at() {
        Stage brief = new Stage(
                Retention.of(Duration.ofMinutes(1), 100), options -> options.heartbeat(Duration.ofMinutes(10)));
        RawClient client = brief.finance(ONE);
        brief.publish("a", 2);
        brief.advance(Duration.ofMinutes(4));
        assertEquals(0, brief.broker.buffer(FINANCE).size());
        brief.publish("b", 1);
        assertTrue(
                client.takeOne().contains(json("'type':'event','service':'finance','epoch':'E0','after':0,'seq':2,")));
    }

    @Test
    void D6_what_only_the_broker_has_left_is_passed_over_when_it_is_withheld() {
        for (int i = 0; i < 600; i++) {
            stage.publish("x".repeat(200), 2);
        }
        Stage node = new Stage(options -> options.broker(new SlowBroker(stage.broker))); // opens at the head
        node.time.limit(100_000);
        RawClient client = node.connect("maria@acme");
        client.send("{'version':1,'services':['finance']," + ONE + ",'positions':{'finance':{'epoch':'" + Stage.E0
                + "','seq':1}}}");
        node.publish("live", 1);
        Follower follower = new Follower().hear(client.take());
        assertTrue(follower.isAt(stage.head()));
        assertEquals(1, follower.entries.size());
    }

    // ---- D5: at a fork

    @Test
    void D5_at_a_fork_who_was_withheld_from_is_told_at_once() {
        SlowBroker remote = new SlowBroker(stage.broker);
        Stage node = new Stage(options -> options.broker(remote));
        RawClient client = node.finance(ONE);
        node.publish("a", 2);
        node.publish("b", 2);
        stage.broker.buffer(FINANCE).fork(new Position(Stage.E0, 2), "fork");
        remote.restored();
        String empty = client.takeOne();
        assertEquals(
                json("{'type':'batch','service':'finance','epoch':'fork','from':'E0','after':0,'seq':2," + AT_0
                        + ",'messages':[]}"),
                empty);
    }

    @Test
    void D5_a_lost_tail_that_was_only_looked_at_is_no_gap() {
        SlowBroker remote = new SlowBroker(stage.broker);
        Stage node = new Stage(options -> options.broker(remote));
        RawClient client = node.finance(ONE);
        node.publish("a", 2);
        node.publish("lost", 2);
        stage.broker.buffer(FINANCE).fork(new Position(Stage.E0, 1), "fork");
        remote.restored();
        String empty = client.takeOne();
        assertTrue(empty.contains(json("'epoch':'fork','from':'E0','after':0,'seq':1,")), empty);
        node.publish("b", 1);
        assertTrue(client.takeOne().contains(json("'epoch':'fork','after':1,'seq':2,")));
    }
}
