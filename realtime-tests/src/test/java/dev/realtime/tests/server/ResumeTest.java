package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Retention;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Protocol rules P5, P7, P8, P11, D2, D5: where a client goes on, and what it is told of what it lost. */
class ResumeTest {
    private static final String HEAD = "'seq':0,'timestamp':'2026-11-20T12:00:00.000Z',";
    private static final String ME = "'connectionId':'C','identity':{'org':'acme','user':'maria'},'heartbeatMs':30000,";
    private static final String NOW = "'timestamp':'2026-11-20T12:00:00.000Z'";

    private final Stage stage = new Stage(Retention.of(Duration.ofMinutes(5), 3), options -> options);

    private List<String> resume(String services, String where) {
        RawClient client = stage.connect("maria@acme");
        client.send("{'version':1,'services':[" + services + "]," + where + "}");
        return client.take();
    }

    private List<String> resumeAt(String epoch, long seq) {
        return resume("'finance'", "'positions':{'finance':{'epoch':'" + epoch + "','seq':" + seq + "}}");
    }

    private static String ack(String positions) {
        return json("{'type':'ack'," + HEAD + ME + "'positions':{" + positions + "}}");
    }

    private void publish(int count) {
        for (int i = 1; i <= count; i++) {
            stage.publish("p" + i);
        }
    }

    private static String event(int seq) {
        return json("{'type':'event','service':'finance','epoch':'E0','after':" + (seq - 1) + ",'seq':" + seq + ","
                + NOW + ",'events':[{'type':'t','data':'p" + seq + "'}]}");
    }

    // ---- P7: complete and fresh

    @Test
    void P7_fresh_is_the_head() {
        publish(2);
        assertEquals(
                List.of(ack("'finance':{'epoch':'E0','seq':2,'resumed':'fresh','head':2}")),
                resume("'finance'", "'client':'test/1.0'"));
    }

    @Test
    void P7_complete_repeats_the_position_and_everything_since_then_follows() {
        publish(2);
        assertEquals(
                List.of(ack("'finance':{'epoch':'E0','seq':1,'resumed':'complete','head':2}"), event(2)),
                resumeAt(Stage.E0, 1));
    }

    @Test
    void P7_a_position_at_the_head_is_complete_and_nothing_follows() {
        publish(2);
        assertEquals(
                List.of(ack("'finance':{'epoch':'E0','seq':2,'resumed':'complete','head':2}")), resumeAt(Stage.E0, 2));
    }

    @Test
    void R1_a_client_that_never_got_an_event_resumes_at_zero() {
        stage.head();
        publish(1);
        assertEquals(
                List.of(ack("'finance':{'epoch':'E0','seq':0,'resumed':'complete','head':1}"), event(1)),
                resumeAt(Stage.E0, 0));
    }

    @Test
    void R2_a_second_resume_replays_nothing_that_the_first_one_replayed() {
        publish(2);
        assertEquals(2, resumeAt(Stage.E0, 1).size());
        assertEquals(1, resumeAt(Stage.E0, 2).size());
    }

    @Test
    void P9_several_that_were_missed_come_in_one_batch() {
        publish(3);
        assertEquals(
                json("{'type':'batch','service':'finance','epoch':'E0','after':0,'seq':3," + NOW + ",'messages':["
                        + "{'seq':1," + NOW + ",'events':[{'type':'t','data':'p1'}]},"
                        + "{'seq':2," + NOW + ",'events':[{'type':'t','data':'p2'}]},"
                        + "{'seq':3," + NOW + ",'events':[{'type':'t','data':'p3'}]}]}"),
                resumeAt(Stage.E0, 0).get(1));
    }

    @Test
    void F1_7_after_the_replay_the_client_is_live() {
        publish(2);
        RawClient client = stage.connect("maria@acme");
        client.send(
                "{'version':1,'services':['finance'],'positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':1}}}");
        client.take();
        stage.publish("p3");
        assertEquals(event(3), client.takeOne());
    }

    // ---- P11: gaps

    private static String gap(long seq, String after, String reason, String more) {
        return json("{'type':'gap','service':'finance','epoch':'E0','seq':" + seq + "," + NOW + ",'after':" + after
                + ",'reason':'" + reason + "'" + more + "}");
    }

    @Test
    void P11_a_trimmed_position_is_a_gap_to_the_head() {
        publish(5);
        assertEquals(
                List.of(
                        ack("'finance':{'epoch':'E0','seq':1,'resumed':'gap','head':5}"),
                        gap(5, "{'epoch':'E0','seq':1}", "trimmed", ",'missed':4")),
                resumeAt(Stage.E0, 1));
    }

    @Test
    void P11_a_position_of_another_history_is_a_gap() {
        publish(2);
        assertEquals(
                List.of(
                        ack("'finance':{'epoch':'old','seq':7,'resumed':'gap','head':2}"),
                        gap(2, "{'epoch':'old','seq':7}", "epoch", "")),
                resumeAt("old", 7));
    }

    @Test
    void P11_a_position_ahead_of_the_head_is_a_gap_back_to_the_head() {
        publish(2);
        assertEquals(
                List.of(
                        ack("'finance':{'epoch':'E0','seq':3,'resumed':'gap','head':2}"),
                        gap(2, "{'epoch':'E0','seq':3}", "ahead", "")),
                resumeAt(Stage.E0, 3));
    }

    @Test
    void P11_after_a_gap_the_client_is_live() {
        publish(2);
        RawClient client = stage.connect("maria@acme");
        client.send("{'version':1,'services':['finance'],'positions':{'finance':{'epoch':'old','seq':1}}}");
        client.take();
        stage.publish("p3");
        assertEquals(event(3), client.takeOne());
    }

    @Test
    void P11_a_slow_client_that_retention_overtook_gets_one_gap_slow_consumer() {
        RawClient client = stage.subscribed("finance");
        client.link.window(1);
        client.link.stall();
        publish(10);
        client.link.resume();
        List<String> texts = client.take();
        String last = texts.get(texts.size() - 1);
        assertTrue(last.contains(json("'reason':'slow-consumer'")), texts::toString);
        assertTrue(last.contains(json("'seq':10")), texts::toString);
        assertEquals(1, texts.stream().filter(text -> text.contains("gap")).count());
    }

    // ---- D5: forks

    private ReplayBuffer forked() {
        publish(3);
        ReplayBuffer buffer = stage.broker.buffer(FINANCE);
        buffer.fork(new Position(Stage.E0, 2), "forked");
        return buffer;
    }

    @Test
    void D5_a_position_up_to_the_ancestor_goes_on_over_the_fork() {
        forked();
        stage.publish("p3 again");
        List<String> texts = resumeAt(Stage.E0, 1);
        assertEquals(ack("'finance':{'epoch':'E0','seq':1,'resumed':'complete','head':3}"), texts.get(0));
        assertEquals(event(2), texts.get(1));
        assertEquals(
                json("{'type':'event','service':'finance','epoch':'forked','from':'E0','after':2,'seq':3," + NOW
                        + ",'events':[{'type':'t','data':'p3 again'}]}"),
                texts.get(2));
    }

    @Test
    void D5_a_position_beyond_the_ancestor_is_a_gap_tail_lost() {
        forked();
        assertEquals(
                List.of(
                        ack("'finance':{'epoch':'E0','seq':3,'resumed':'gap','head':2}"),
                        json("{'type':'gap','service':'finance','epoch':'forked','seq':2," + NOW
                                + ",'after':{'epoch':'E0','seq':3},'reason':'tail-lost'}")),
                resumeAt(Stage.E0, 3));
    }

    @Test
    void D5_a_position_at_the_ancestor_is_told_the_fork_by_an_empty_batch() {
        forked();
        assertEquals(
                json("{'type':'batch','service':'finance','epoch':'forked','from':'E0','after':2,'seq':2," + NOW
                        + ",'messages':[]}"),
                resumeAt(Stage.E0, 2).get(1));
    }

    @Test
    void D5_a_history_that_was_lost_is_a_gap_epoch_for_who_is_connected() {
        RawClient client = stage.subscribed("finance");
        stage.broker.buffer(FINANCE).reset(new Head(new Position("new", 0), null));
        stage.publish("first of the new history");
        assertTrue(client.takeOne()
                .contains(json("'epoch':'new','seq':1," + NOW + ",'after':{'epoch':'E0','seq':0},'reason':'epoch'")));
    }

    // ---- P5: lastSeq

    @Test
    void P5_lastSeq_of_one_service_is_resumed_unverified() {
        publish(2);
        assertEquals(
                List.of(ack("'finance':{'epoch':'E0','seq':1,'resumed':'unverified','head':2}"), event(2)),
                resume("'finance'", "'lastSeq':1"));
    }

    @Test
    void P5_lastSeq_of_several_services_is_a_gap_unknown_position_for_each() {
        publish(2);
        stage.publish(Channel.of("acme", "tasks"), Event.of("t", 1));
        assertEquals(
                List.of(
                        ack("'finance':{'resumed':'gap','head':2},'tasks':{'resumed':'gap','head':1}"),
                        gap(2, "null", "unknown-position", ""),
                        json("{'type':'gap','service':'tasks','epoch':'E1','seq':1," + NOW
                                + ",'after':null,'reason':'unknown-position'}")),
                resume("'finance','tasks'", "'lastSeq':1"));
    }

    @Test
    void P5_positions_win_over_lastSeq() {
        publish(2);
        assertEquals(
                List.of(ack("'finance':{'epoch':'E0','seq':2,'resumed':'complete','head':2}")),
                resume("'finance'", "'lastSeq':0,'positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':2}}"));
    }

    @Test
    void P5_a_lastSeq_that_is_no_longer_kept_is_a_gap() {
        publish(5);
        List<String> texts = resume("'finance'", "'lastSeq':1");
        assertTrue(texts.get(0).contains(json("'resumed':'gap'")), texts::toString);
        assertTrue(texts.get(1).contains(json("'reason':'trimmed'")), texts::toString);
    }

    @Test
    void P5_a_lastSeq_ahead_of_the_head_is_a_gap() {
        publish(2);
        List<String> texts = resume("'finance'", "'lastSeq':9");
        assertTrue(texts.get(0).contains(json("'resumed':'gap'")), texts::toString);
        assertTrue(texts.get(1).contains(json("'reason':'ahead'")), texts::toString);
    }

    @Test
    void P5_a_lastSeq_of_zero_replays_everything() {
        publish(2);
        assertTrue(resume("'finance'", "'lastSeq':0").get(1).contains(json("'after':0,'seq':2")));
    }
}
