package dev.realtime.tests.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.realtime.core.Position;
import dev.realtime.core.broker.Head;
import dev.realtime.core.server.ChannelProgress;
import dev.realtime.core.server.ConnectionProgress;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** F1.20, protocol rule P6: how far clients have got, as far as they say. */
class ProgressTest {
    private final Stage stage = new Stage();

    private static void delivered(RawClient client, String epoch, long seq) {
        client.send("{'type':'delivered','positions':{'finance':{'epoch':'" + epoch + "','seq':" + seq + "}}}");
    }

    private ChannelProgress progress() {
        List<ConnectionProgress> all = stage.server.progress("acme", "maria");
        assertEquals(1, all.size());
        return all.get(0).channels().get("finance");
    }

    private static Position at(long seq) {
        return new Position(Stage.E0, seq);
    }

    @Test
    void F1_20_who_has_said_nothing_has_no_lag() {
        stage.finance("");
        stage.publish("one");
        assertEquals(new ChannelProgress(at(1), at(1), null), progress());
        assertEquals(OptionalLong.empty(), progress().lag());
    }

    @Test
    void F1_20_the_lag_is_what_the_application_has_not_processed() {
        RawClient client = stage.finance("");
        stage.publish("one");
        stage.publish("two");
        stage.publish("three");
        delivered(client, Stage.E0, 1);
        assertEquals(new ChannelProgress(at(3), at(3), at(1)), progress());
        assertEquals(OptionalLong.of(2), progress().lag());
    }

    @Test
    void F1_20_a_slow_connection_shows_what_was_sent() {
        stage.open(new HandheldTransport(), "'services':['finance']");
        stage.publish("in flight");
        stage.publish("waits");
        assertEquals(new ChannelProgress(at(2), at(1), null), progress());
    }

    @Test
    void F1_20_a_position_beyond_what_was_sent_is_ignored() {
        RawClient client = stage.finance("");
        stage.publish("one");
        delivered(client, Stage.E0, Position.MAX_SEQ);
        assertEquals(new ChannelProgress(at(1), at(1), null), progress());
        delivered(client, Stage.E0, 1);
        delivered(client, Stage.E0, 2);
        stage.publish("two");
        assertEquals(new ChannelProgress(at(2), at(2), at(1)), progress());
        assertEquals(OptionalLong.of(1), progress().lag());
    }

    @Test
    void F1_20_what_a_slow_connection_was_not_sent_yet_it_cannot_have_processed() {
        Transport.Listener server = stage.open(new HandheldTransport(), "'services':['finance']");
        stage.publish("in flight");
        stage.publish("waits");
        server.onFrame(Frame.text(
                Stage.json("{'type':'delivered','positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':2}}}")));
        stage.settle();
        assertEquals(new ChannelProgress(at(2), at(1), null), progress());
    }

    @Test
    void F1_20_a_position_of_another_history_is_ignored() {
        RawClient client = stage.finance("");
        stage.publish("one");
        delivered(client, "foreign", 1);
        assertNull(progress().delivered());
        delivered(client, Stage.E0, 1);
        delivered(client, "foreign", 1);
        assertEquals(at(1), progress().delivered());
        assertEquals(OptionalLong.of(0), progress().lag());
    }

    @Test
    void F1_20_a_client_cannot_have_processed_less_than_before() {
        RawClient client = stage.finance("");
        stage.publish("one");
        stage.publish("two");
        delivered(client, Stage.E0, 1);
        delivered(client, Stage.E0, 0);
        assertEquals(OptionalLong.of(1), progress().lag());
        delivered(client, Stage.E0, 2);
        assertEquals(OptionalLong.of(0), progress().lag());
    }

    @Test
    void F1_20_a_client_that_subscribes_from_further_back_may_say_less_than_before() {
        RawClient client = stage.finance("");
        stage.publish("one");
        stage.publish("two");
        delivered(client, Stage.E0, 2);
        client.send("{'type':'subscribe','id':1,'services':['finance']," + "'positions':{'finance':{'epoch':'"
                + Stage.E0 + "','seq':0}}}");
        delivered(client, Stage.E0, 1);
        assertEquals(new ChannelProgress(at(2), at(2), at(1)), progress());
    }

    @Test
    void F1_20_who_was_told_to_go_back_may_say_less_than_before() {
        RawClient client = stage.finance("");
        stage.publish("one");
        stage.publish("two");
        stage.publish("three");
        delivered(client, Stage.E0, 3);
        stage.broker.buffer(Stage.FINANCE).reset(new Head(at(1), null)); // a broker that does not know what it lost
        stage.publish("another two");
        assertEquals(new ChannelProgress(at(2), at(2), at(2)), progress());
        delivered(client, Stage.E0, 2);
        stage.publish("another three");
        stage.publish("four");
        assertEquals(new ChannelProgress(at(4), at(4), at(2)), progress());
    }

    @Test
    void F1_20_in_a_new_history_what_was_said_of_the_old_one_stays() {
        RawClient client = stage.finance("");
        stage.publish("one");
        stage.publish("two");
        delivered(client, Stage.E0, 2);
        stage.broker.buffer(Stage.FINANCE).reset(new Head(new Position("new", 0), null));
        stage.publish("first of the new history");
        Position here = new Position("new", 1);
        assertEquals(new ChannelProgress(here, here, at(2)), progress());
    }

    @Test
    void F1_20_services_that_are_not_subscribed_are_not_remembered() {
        RawClient client = stage.finance("");
        client.send("{'type':'delivered','positions':{'tasks':{'epoch':'" + Stage.E0 + "','seq':1}}}");
        assertEquals(1, stage.server.progress("acme", "maria").get(0).channels().size());
        client.send("{'type':'subscribe','id':1,'services':['tasks']}");
        assertNull(stage.server
                .progress("acme", "maria")
                .get(0)
                .channels()
                .get("tasks")
                .delivered());
    }

    @Test
    void F1_20_a_change_of_the_filter_does_not_forget_what_was_said() {
        RawClient client = stage.finance("");
        stage.publish("one");
        delivered(client, Stage.E0, 1);
        client.send("{'type':'filter','id':1,'filters':{'property':1}}");
        assertEquals(at(1), progress().delivered());
    }

    @Test
    void F1_20_a_service_that_is_left_is_gone() {
        RawClient client = stage.finance("");
        client.send("{'type':'unsubscribe','id':1,'services':['finance']}");
        assertEquals(Map.of(), stage.server.progress("acme", "maria").get(0).channels());
    }

    @Test
    void F1_20_every_connection_of_the_user_is_there_and_nobody_elses() {
        stage.finance("");
        RawClient second = stage.finance("'client':'test/2'");
        stage.connect("bob@acme").send("{'version':1,'services':['finance']}");
        stage.connect("maria@other").send("{'version':1,'services':['finance']}");
        List<ConnectionProgress> all = stage.server.progress("acme", "maria");
        assertEquals(2, all.size());
        assertEquals("test/2", all.get(1).connection().client());
        second.close(1000);
        assertEquals(1, stage.server.progress("acme", "maria").size());
        assertEquals(List.of(), stage.server.progress("nobody", "maria"));
    }

    @Test
    void F1_20_a_connection_that_is_not_acknowledged_yet_has_no_channels() {
        SlowBroker slow = new SlowBroker(stage.broker);
        slow.hold();
        Stage remote = new Stage(options -> options.broker(slow));
        remote.connect("maria@acme").send("{'version':1,'services':['finance']}");
        assertEquals(Map.of(), remote.server.progress("acme", "maria").get(0).channels());
    }
}
