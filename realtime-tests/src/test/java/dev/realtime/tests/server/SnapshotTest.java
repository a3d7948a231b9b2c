package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.ChannelOptions;
import dev.realtime.core.server.Snapshot;
import dev.realtime.core.server.SnapshotProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** F1.17, protocol rules P11, P12: the channel's state after a gap. */
class SnapshotTest {
    private static final String AT_0 = "'timestamp':'2026-11-20T12:00:00.000Z'";
    private static final String LOST = "'positions':{'finance':{'epoch':'old','seq':9}}";

    private final Rooms rooms = new Rooms();
    private final Stage stage = stage(rooms);

    private static Stage stage(SnapshotProvider provider) {
        return new Stage(
                Retention.of(Duration.ofMinutes(5), 10),
                options -> options.channels(channel -> ChannelOptions.DEFAULT.snapshots(provider)));
    }

    private static RawClient lost(Stage stage) {
        return stage.finance(LOST);
    }

    /** What a lost client hears of a provider, without the ack. */
    private static List<String> heard(SnapshotProvider provider) {
        Stage stage = stage(provider);
        RawClient client = stage.connect("maria@acme");
        client.send("{'version':1,'services':['finance']," + LOST + "}");
        List<String> texts = new ArrayList<>(client.take());
        texts.remove(0);
        stage.publish("live");
        assertTrue(client.takeOne().contains("live"));
        return texts;
    }

    private static void assertPlainGap(List<String> texts) {
        assertEquals(
                List.of(json("{'type':'gap','service':'finance','epoch':'E0','seq':0," + AT_0
                        + ",'after':{'epoch':'old','seq':9},'reason':'epoch'}")),
                texts);
    }

    @Test
    void P12_the_snapshot_follows_its_gap_and_live_publications_follow_the_snapshot() {
        stage.publish("before");
        RawClient client = lost(stage);
        assertEquals(List.of(), client.take());
        rooms.answer(Map.of("17", "taken"));
        assertEquals(
                List.of(
                        json("{'type':'gap','service':'finance','epoch':'E0','seq':1," + AT_0
                                + ",'after':{'epoch':'old','seq':9},'reason':'epoch','snapshot':true}"),
                        json("{'type':'snapshot','service':'finance','epoch':'E0','seq':1," + AT_0
                                + ",'data':{'17':'taken'}}")),
                client.take());
        stage.publish("live");
        assertTrue(client.takeOne().contains(json("'after':1,'seq':2,")));
    }

    @Test
    void P12_what_is_published_while_the_provider_thinks_follows_the_snapshot() {
        RawClient client = lost(stage);
        stage.publish("meanwhile");
        assertEquals(List.of(), client.take());
        rooms.answer("state");
        List<String> texts = client.take();
        assertTrue(texts.get(1).contains(json("'type':'snapshot'")), texts::toString);
        assertTrue(texts.get(2).contains(json("'after':0,'seq':1,")), texts::toString);
        assertEquals(3, texts.size());
    }

    @Test
    void P12_the_provider_is_told_the_head_and_asked_once_for_all_who_wait() {
        stage.publish("before");
        List<RawClient> clients = List.of(lost(stage), lost(stage), lost(stage));
        assertEquals(List.of(new Position(Stage.E0, 1)), rooms.asked);
        rooms.answer("state");
        clients.forEach(client -> assertEquals(2, client.take().size()));
        assertEquals(1, stage.server.metrics().delivery().encodings());
        assertEquals(3, stage.server.metrics().delivery().gaps());
    }

    @Test
    void P12_who_comes_after_the_answer_has_it_asked_again() {
        lost(stage);
        rooms.answer("state");
        stage.settle();
        RawClient later = lost(stage);
        assertEquals(2, rooms.asked.size());
        rooms.answer("newer");
        assertTrue(later.take().get(1).contains("newer"));
    }

    @Test
    void P12_nobody_is_asked_for_a_client_without_a_gap() {
        stage.finance("");
        stage.publish("one");
        assertEquals(List.of(), rooms.asked);
    }

    @Test
    void P12_other_messages_go_on_while_the_provider_thinks() {
        RawClient client = lost(stage);
        client.send("{'type':'subscribe','id':1,'services':['tasks']}");
        assertTrue(client.takeOne().contains(json("'id':1,")));
        stage.publish(Channel.of("acme", "tasks"), Event.of("t", 1));
        assertTrue(client.takeOne().contains(json("'service':'tasks'")));
    }

    @Test
    void P12_after_5_s_without_an_answer_the_gap_is_told_alone() {
        RawClient client = lost(stage);
        stage.advance(Duration.ofSeconds(5).minusNanos(1));
        assertEquals(List.of(), client.take());
        stage.advance(Duration.ofNanos(1));
        assertPlainGap(client.take().stream()
                .map(text -> text.replace("12:00:05", "12:00:00"))
                .toList());
        rooms.answer("too late");
        assertEquals(List.of(), client.take());
    }

    @Test
    void P12_a_late_answer_is_not_taken_for_that_of_the_next_question() {
        lost(stage);
        stage.advance(Duration.ofSeconds(5));
        RawClient second = lost(stage);
        assertEquals(2, rooms.asked.size());
        rooms.answers.get(0).complete(new Snapshot(rooms.asked.get(0), "late"));
        assertEquals(List.of(), second.take());
        lost(stage);
        assertEquals(2, rooms.asked.size()); // the second question is still open
        rooms.answer("in time");
        assertTrue(second.take().get(1).contains("in time"));
    }

    @Test
    void P12_a_provider_that_gives_nothing_leaves_the_gap_alone() {
        assertPlainGap(heard((channel, head) -> {
            throw new IllegalStateException("no database");
        }));
        assertPlainGap(heard((channel, head) -> {
            throw new NoClassDefFoundError("Rooms");
        }));
        assertPlainGap(heard((channel, head) -> null));
        assertPlainGap(heard((channel, head) -> CompletableFuture.completedFuture(null)));
        assertPlainGap(heard((channel, head) -> CompletableFuture.failedFuture(new IllegalStateException("no"))));
        assertPlainGap(heard((channel, head) -> CompletableFuture.completedFuture(new Snapshot(null, "x"))));
    }

    @Test
    void P12_data_that_cannot_be_sent_leave_the_gap_alone() {
        assertPlainGap(heard((channel, head) ->
                CompletableFuture.completedFuture(new Snapshot(head, "x".repeat(1024 * 1024 - 1))))); // two quotes
        assertPlainGap(heard((channel, head) -> CompletableFuture.completedFuture(new Snapshot(head, new Object()))));
        assertPlainGap(heard((channel, head) -> CompletableFuture.completedFuture(new Snapshot(head, "\ud83d"))));
    }

    @Test
    void P12_a_snapshot_of_1_MiB_is_sent() {
        List<String> texts = heard((channel, head) ->
                CompletableFuture.completedFuture(new Snapshot(head, "x".repeat(1024 * 1024 - 2))));
        assertTrue(texts.get(1).length() > 1024 * 1024);
    }

    @Test
    void P12_a_snapshot_of_nothing_is_null() {
        List<String> texts = heard((channel, head) -> CompletableFuture.completedFuture(new Snapshot(head, null)));
        assertTrue(texts.get(1).endsWith(json("'data':null}")), texts::toString);
    }

    @Test
    void P12_a_position_that_nobody_can_go_on_from_leaves_the_gap_alone() {
        assertPlainGap(heard((channel, head) -> CompletableFuture.completedFuture(new Snapshot(head.at(1), "ahead"))));
        assertPlainGap(heard(
                (channel, head) -> CompletableFuture.completedFuture(new Snapshot(new Position("other", 0), "x"))));
    }

    @Test
    void P12_a_snapshot_of_the_past_is_followed_by_what_came_since() {
        for (int i = 1; i <= 12; i++) {
            stage.publish("n" + i);
        }
        RawClient client = lost(stage);
        rooms.answers.get(0).complete(new Snapshot(new Position(Stage.E0, 2), "state"));
        List<String> texts = client.take();
        assertTrue(texts.get(0).contains(json("'seq':2,")), texts::toString);
        assertTrue(texts.get(2).contains(json("'after':2,'seq':12,")), texts::toString);
    }

    @Test
    void F7_1_a_snapshot_is_compressed_once_and_counted_for_each() {
        RawClient one = stage.finance(LOST + ",'encodings':['gzip']");
        RawClient two = stage.finance(LOST + ",'encodings':['gzip','binary']");
        rooms.answer("x".repeat(5_000));
        assertEquals(one.takeFrames().get(1), two.takeFrames().get(1));
        assertEquals(1, stage.server.metrics().delivery().compressions());
        assertEquals(2, stage.server.metrics().delivery().compressedMessages());
    }
}
