package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.ChannelOptions;
import dev.realtime.core.server.Snapshot;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Protocol rules P6, P7, D2: the request {@code filter} on a living connection. */
class FilterChangeTest {
    private static final String HEAD = "'seq':0,'timestamp':'2026-11-20T12:00:00.000Z'";
    private static final String ME = "'connectionId':'C','identity':{'org':'acme','user':'maria'},'heartbeatMs':30000";
    private static final String ONE = "'filters':{'property':1}";
    private static final String TO_TWO = "{'type':'filter','id':3,'filters':{'property':2}}";

    private final Stage stage = new Stage();

    private static void assertTold(String expected, String text) {
        assertTrue(text.contains(json(expected)), text);
    }

    @Test
    void P7_the_ack_of_a_filter_lists_all_positions_and_no_more() {
        RawClient client = stage.greeted("'services':['finance','tasks']," + ONE);
        stage.publish("a", 1);
        client.take();
        client.send(TO_TWO);
        assertEquals(
                json("{'type':'ack'," + HEAD + ",'id':3," + ME
                        + ",'positions':{'finance':{'epoch':'E0','seq':1},'tasks':{'epoch':'E1','seq':0}}}"),
                client.takeOne());
    }

    @Test
    void P6_the_new_filter_holds_for_what_comes() {
        RawClient client = stage.finance(ONE);
        client.send(TO_TWO);
        client.take();
        stage.publish("a", 1);
        assertEquals(List.of(), client.take());
        stage.publish("b", 2);
        assertTold("'after':0,'seq':2,", client.takeOne());
    }

    @Test
    void P6_a_filter_of_null_lets_everything_pass() {
        RawClient client = stage.finance(ONE);
        client.send("{'type':'filter','id':3,'filters':null}");
        client.take();
        stage.publish("a", 7);
        assertTold("'after':0,'seq':1,", client.takeOne());
    }

    @Test
    void D2_a_filter_is_not_retroactive_what_was_told_as_withheld_is_not_sent() {
        RawClient client = stage.finance(ONE);
        stage.publish("a", 2);
        stage.advance(Duration.ofSeconds(15));
        client.take();
        client.send(TO_TWO);
        assertTold("'id':3," + ME + ",'positions':{'finance':{'epoch':'E0','seq':1}}", client.takeOne());
        stage.publish("b", 2);
        assertTold("'after':1,'seq':2,", client.takeOne());
    }

    @Test
    void D2_a_filter_applies_from_the_position_of_its_ack_on() {
        RawClient client = stage.finance(ONE);
        stage.publish("a", 2); // withheld, and not told
        client.send(TO_TWO);
        List<String> texts = client.take();
        assertTold("'positions':{'finance':{'epoch':'E0','seq':0}}", texts.get(0));
        assertTold("'after':0,'seq':1,", texts.get(1));
        assertEquals(2, texts.size());
    }

    @Test
    void P6_services_that_are_subscribed_later_get_the_new_filter() {
        RawClient client = stage.finance(ONE);
        client.send(TO_TWO);
        client.send("{'type':'subscribe','id':4,'services':['tasks']}");
        client.take();
        stage.publish(Channel.of("acme", "tasks"), Event.of("t", "x").tag("property", 1));
        assertEquals(List.of(), client.take());
    }

    @Test
    void P6_a_filter_without_services_is_acknowledged_and_kept() {
        RawClient client = stage.finance("");
        client.send("{'type':'unsubscribe','id':1,'services':['finance']}");
        client.take();
        client.send(TO_TWO);
        assertTold("'id':3," + ME + ",'positions':{}", client.takeOne());
        client.send("{'type':'subscribe','id':4,'services':['finance']}");
        client.take();
        stage.publish("a", 1);
        assertEquals(List.of(), client.take());
    }

    @Test
    void P6_a_bad_filter_is_an_error_with_its_id_and_the_old_one_stays() {
        RawClient client = stage.finance(ONE);
        client.send("{'type':'filter','id':3,'filters':{'property':[]}}");
        assertTold("'id':3,'error':{'code':'BAD_MESSAGE'", client.takeOne());
        stage.publish("b", 2);
        stage.publish("a", 1);
        assertTold("'after':0,'seq':2,", client.takeOne());
        assertEquals(0, client.closeCode());
    }

    @Test
    void P6_filters_and_subscribes_are_done_in_order() {
        RawClient client = stage.finance("");
        client.sendLater("{'type':'filter','id':1,'filters':{'property':1}}");
        client.sendLater("{'type':'subscribe','id':2,'services':['tasks']}");
        client.sendLater("{'type':'filter','id':3,'filters':{'property':2}}");
        List<String> ids = client.take().stream()
                .map(text -> text.replaceAll(".*\"id\":(\\d+).*", "$1"))
                .toList();
        assertEquals(List.of("1", "2", "3"), ids);
        stage.publish(Channel.of("acme", "tasks"), Event.of("t", "x").tag("property", 2));
        assertTold("'service':'tasks'", client.takeOne());
    }

    @Test
    void F1_4_a_hundred_filters_leave_no_interest_behind() {
        Source source = new Source();
        Stage open = new Stage(options -> options.upstream(source));
        RawClient client = open.finance(ONE);
        for (int i = 0; i < 100; i++) {
            client.send("{'type':'filter','id':" + i + ",'filters':{'property':" + i + "}}");
            open.advance(Duration.ofMillis(50));
        }
        client.close(1000);
        open.advance(Duration.ofSeconds(15));
        assertEquals(List.of(FINANCE), source.closed);
        open.publish("nobody hears it");
        assertEquals(0, open.server.metrics().connectionPoolStats().totalSubscriptions());
    }

    // ---- at odd moments

    @Test
    void D2_a_filter_while_a_slow_client_lags_holds_from_where_it_stands() {
        HandheldTransport slow = new HandheldTransport();
        Transport.Listener server = stage.open(slow, "'services':['finance']," + ONE);
        stage.publish("in flight", 1);
        stage.publish("one", 1);
        stage.publish("two", 2);
        server.onFrame(Frame.text(json(TO_TWO)));
        stage.settle();
        slow.completeAll();
        List<String> texts = slow.take();
        assertTold("'after':0,'seq':1,", texts.get(0));
        assertTold("'positions':{'finance':{'epoch':'E0','seq':1}}", texts.get(1));
        assertTold("'after':1,'seq':3,", texts.get(2));
        assertTold("'data':'two'", texts.get(2));
        assertEquals(3, texts.size());
    }

    @Test
    void D2_a_filter_while_retention_has_overtaken_a_slow_client_is_followed_by_the_gap() {
        Stage small = new Stage(Retention.of(Duration.ofMinutes(5), 3), options -> options);
        HandheldTransport slow = new HandheldTransport();
        Transport.Listener server = small.open(slow, "'services':['finance']," + ONE);
        small.publish("in flight", 1);
        for (int i = 0; i < 10; i++) {
            small.publish("x", 2);
        }
        server.onFrame(Frame.text(json(TO_TWO)));
        small.settle();
        slow.completeAll();
        List<String> texts = slow.take();
        assertTold("'positions':{'finance':{'epoch':'E0','seq':1}}", texts.get(1));
        assertTold("'type':'gap','service':'finance','epoch':'E0','seq':11,", texts.get(2));
        assertTold("'after':{'epoch':'E0','seq':1},'reason':'slow-consumer','missed':10", texts.get(2));
        small.publish("live", 2);
        slow.completeAll();
        assertTold("'after':11,'seq':12,", slow.take().get(0));
    }

    private static Stage withSnapshots(CompletableFuture<Snapshot> answer, Retention retention) {
        return new Stage(
                retention,
                options -> options.channels(channel -> ChannelOptions.DEFAULT.snapshots((name, head) -> answer)));
    }

    @Test
    void D2_a_filter_while_the_snapshot_is_asked_for_is_followed_by_gap_and_snapshot() {
        CompletableFuture<Snapshot> answer = new CompletableFuture<>();
        Stage asking = withSnapshots(answer, Retention.DEFAULT);
        asking.publish("a", 1);
        RawClient client = asking.connect("maria@acme");
        client.send("{'version':1,'services':['finance']," + ONE + ",'positions':{'finance':{'epoch':'old','seq':9}}}");
        client.send(TO_TWO);
        List<String> acks = client.take();
        assertTold("'positions':{'finance':{'epoch':'old','seq':9,'resumed':'gap'", acks.get(0));
        assertTold("'id':3," + ME + ",'positions':{'finance':{'epoch':'old','seq':9}}", acks.get(1));
        answer.complete(new Snapshot(asking.head(), "state"));
        List<String> texts = client.take();
        assertTold("'after':{'epoch':'old','seq':9},'reason':'epoch','snapshot':true", texts.get(0));
        assertTold("'type':'snapshot'", texts.get(1));
        assertEquals(2, texts.size());
        asking.publish("b", 2);
        assertTold("'after':1,'seq':2,", client.takeOne());
    }

    @Test
    void P11_a_filter_between_gap_and_snapshot_leaves_the_snapshot_the_next_message() {
        Rooms rooms = new Rooms();
        Stage asking = new Stage(options -> options.channels(channel -> ChannelOptions.DEFAULT.snapshots(rooms)));
        asking.publish("a", 1);
        HandheldTransport slow = new HandheldTransport();
        Transport.Listener server =
                asking.open(slow, "'services':['finance']," + ONE + ",'positions':{'finance':{'epoch':'old','seq':9}}");
        rooms.answer("state");
        asking.settle(); // the gap is in flight
        server.onFrame(Frame.text(json(TO_TWO)));
        asking.settle();
        slow.completeAll();
        asking.publish("b", 1);
        asking.publish("c", 2);
        slow.completeAll();
        List<String> texts = slow.take();
        assertTold("'reason':'epoch','snapshot':true", texts.get(0));
        assertTold("'id':3," + ME + ",'positions':{'finance':{'epoch':'old','seq':9}}", texts.get(1));
        assertTold("'type':'snapshot'", texts.get(2));
        assertTold("'after':1,'seq':3,", texts.get(3)); // and what follows it passes the new filter
        assertEquals(4, texts.size());
        assertEquals(1, rooms.asked.size()); // or the answer could be none this time
    }

    @Test
    void P5_a_filter_while_the_gap_of_a_lastSeq_is_due_says_no_position_that_was_not_given() {
        CompletableFuture<Snapshot> answer = new CompletableFuture<>();
        Stage asking = withSnapshots(answer, Retention.DEFAULT);
        asking.publish("a", 1);
        RawClient client = asking.connect("maria@acme");
        client.send("{'version':1,'services':['finance','tasks'],'lastSeq':7}");
        client.send(TO_TWO);
        List<String> acks = client.take();
        assertTold(
                "'positions':{'finance':{'resumed':'gap','head':1},'tasks':{'resumed':'gap','head':0}}", acks.get(0));
        assertTold("'id':3," + ME + ",'positions':{'finance':{},'tasks':{}}", acks.get(1));
    }
}
