package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.core.broker.PublishException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** F1.14, protocol rule P13: cache keys to fetch again, with a place in the channel like events. */
class InvalidateTest {
    private static final String AT_0 = "'timestamp':'2026-11-20T12:00:00.000Z'";

    private final Stage stage = new Stage();

    @Test
    void P13_an_invalidation_has_its_keys_and_its_place() {
        RawClient client = stage.finance("");
        Position position = stage.server
                .invalidate(FINANCE, "rooms", "room:\"17\"")
                .toCompletableFuture()
                .join();
        assertEquals(new Position(Stage.E0, 1), position);
        assertEquals(
                json("{'type':'invalidate','service':'finance','epoch':'E0','after':0,'seq':1," + AT_0
                                + ",'invalidate':{'keys':['rooms','room:")
                        + "\\\"17\\\"\"]}}",
                client.takeOne());
    }

    @Test
    void P13_invalidations_and_events_come_in_their_order_in_one_batch() {
        RawClient client = stage.finance("");
        stage.server.publish(FINANCE, Event.of("t", "a"));
        stage.server.invalidate(FINANCE, "rooms");
        stage.server.publish(FINANCE, Event.of("t", "b"));
        assertEquals(
                json("{'type':'batch','service':'finance','epoch':'E0','after':0,'seq':3," + AT_0 + ",'messages':["
                        + "{'seq':1," + AT_0 + ",'events':[{'type':'t','data':'a'}]},"
                        + "{'seq':2," + AT_0 + ",'invalidate':{'keys':['rooms']}},"
                        + "{'seq':3," + AT_0 + ",'events':[{'type':'t','data':'b'}]}]}"),
                client.takeOne());
    }

    @Test
    void P13_an_invalidation_that_was_missed_is_replayed() {
        stage.publish("a");
        stage.server.invalidate(FINANCE, "rooms");
        RawClient client = stage.connect("maria@acme");
        client.send(
                "{'version':1,'services':['finance'],'positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':1}}}");
        List<String> texts = client.take();
        assertTrue(texts.get(1).contains(json("'type':'invalidate'")), texts::toString);
        assertTrue(texts.get(1).contains(json("'after':1,'seq':2,")), texts::toString);
    }

    @Test
    void P13_an_invalidation_after_a_withheld_publication_follows_what_was_told() {
        RawClient client = stage.finance("'filters':{'property':1}");
        stage.publish("a", 2);
        stage.server.invalidate(FINANCE, "rooms");
        assertTrue(client.takeOne()
                .startsWith(json("{'type':'invalidate','service':'finance','epoch':'E0','after':0,'seq':2,")));
    }

    @Test
    void P13_an_invalidation_before_a_withheld_publication_goes_as_a_batch() {
        RawClient client = stage.finance("'filters':{'property':1}");
        stage.server.invalidate(FINANCE, "rooms");
        stage.publishLater("a", 2);
        assertTrue(client.takeOne()
                .startsWith(json("{'type':'batch','service':'finance','epoch':'E0','after':0,'seq':2,")));
    }

    @Test
    void F1_14_an_invalidation_without_keys_is_a_mistake() {
        assertThrows(IllegalArgumentException.class, () -> stage.server.invalidate(FINANCE));
    }

    @Test
    void F1_14_an_invalidation_that_is_too_large_is_rejected() {
        CompletionStage<Position> answer = stage.server.invalidate(FINANCE, "x".repeat(300_000));
        CompletionException failure = assertThrows(
                CompletionException.class, () -> answer.toCompletableFuture().join());
        assertInstanceOf(PublishException.Rejected.class, failure.getCause());
    }

    @Test
    void F1_14_after_close_an_invalidation_is_refused() {
        stage.server.close();
        CompletionStage<Position> answer = stage.server.invalidate(FINANCE, "rooms");
        CompletionException failure = assertThrows(
                CompletionException.class, () -> answer.toCompletableFuture().join());
        assertInstanceOf(PublishException.ServerClosed.class, failure.getCause());
    }
}
