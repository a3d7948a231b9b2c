package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Position;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.ChannelOptions;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** F1.17, protocol rules P11, P12: what happens around a gap and its snapshot. */
class SnapshotMomentsTest {
    private static final String LOST = "'positions':{'finance':{'epoch':'old','seq':9}}";

    private final Rooms rooms = new Rooms();
    private final Stage stage = new Stage(
            Retention.of(Duration.ofMinutes(5), 10),
            options -> options.channels(channel -> ChannelOptions.DEFAULT.snapshots(rooms)));

    private HandheldTransport inTheGap(Transport.Listener[] server) {
        HandheldTransport slow = new HandheldTransport();
        server[0] = stage.open(slow, "'services':['finance']," + LOST);
        rooms.answer("state");
        stage.settle();
        assertTrue(slow.take().get(0).contains(json("'snapshot':true")));
        return slow;
    }

    @Test
    void P11_a_client_that_is_cut_between_the_two_comes_back_from_where_it_stood() {
        Transport.Listener[] server = {null};
        HandheldTransport slow = inTheGap(server);
        server[0].onClosed(CloseReason.of(1006, ""));
        stage.settle();
        slow.completeAll();
        assertEquals(List.of(), slow.take());
        RawClient again = stage.finance(LOST);
        rooms.answer("newer");
        assertTrue(again.take().get(1).contains("newer"));
    }

    @Test
    void P11_a_subscribe_between_the_two_begins_again_from_where_the_client_stood() {
        Transport.Listener[] server = {null};
        HandheldTransport slow = inTheGap(server);
        server[0].onFrame(Frame.text(json("{'type':'subscribe','id':5,'services':['finance']}")));
        stage.settle();
        slow.completeAll();
        stage.settle();
        rooms.answer("newer");
        stage.settle();
        slow.completeAll();
        List<String> texts = slow.take();
        assertTrue(texts.get(0).contains(json("'finance':{'epoch':'old','seq':9,'resumed':'gap','head':0}")));
        assertTrue(texts.get(1).contains(json("'reason':'epoch','snapshot':true")), texts::toString);
        assertTrue(texts.get(2).contains("newer"), texts::toString);
    }

    @Test
    void P11_an_unsubscribe_between_the_two_ends_it_where_the_client_stood() {
        Transport.Listener[] server = {null};
        HandheldTransport slow = inTheGap(server);
        server[0].onFrame(Frame.text(json("{'type':'unsubscribe','id':5,'services':['finance']}")));
        stage.settle();
        slow.completeAll();
        String last = slow.take().get(0);
        assertTrue(last.endsWith(json("'positions':{'finance':{'epoch':'old','seq':9}}}")), last);
    }

    @Test
    void P12_a_slow_client_gets_its_snapshot_then_a_new_gap_when_retention_has_moved_on() {
        Transport.Listener[] server = {null};
        HandheldTransport slow = inTheGap(server);
        for (int i = 1; i <= 20; i++) {
            stage.publish("n" + i);
        }
        slow.completeAll();
        assertTrue(slow.take().get(0).contains(json("'type':'snapshot'")));
        stage.settle();
        assertEquals(new Position(Stage.E0, 20), rooms.asked.get(1));
        rooms.answer("newer");
        stage.settle();
        slow.completeAll();
        List<String> texts = slow.take();
        assertTrue(texts.get(0).contains(json("'after':{'epoch':'E0','seq':0},'reason':'slow-consumer'")));
        assertTrue(texts.get(1).contains("newer"), texts::toString);
    }

    @Test
    void P12_a_client_that_leaves_while_the_provider_thinks_does_no_harm() {
        RawClient gone = stage.finance(LOST);
        RawClient stays = stage.finance(LOST);
        gone.close(1000);
        rooms.answer("state");
        assertEquals(2, stays.take().size());
        stage.advance(Duration.ofMinutes(1));
        assertEquals(1, stage.server.metrics().delivery().gaps());
    }

    @Test
    void P12_no_timer_is_left_when_the_provider_has_answered() {
        RawClient client = stage.finance(LOST);
        rooms.answer("state");
        client.close(1000);
        stage.advance(Duration.ofMinutes(10));
        assertEquals(0, stage.time.timers());
    }
}
