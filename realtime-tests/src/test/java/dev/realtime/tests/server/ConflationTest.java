package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Event;
import dev.realtime.core.server.ChannelOptions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** F1.15, protocol rule P9: of several publications about an entity in one message only the last. */
class ConflationTest {
    private final Stage stage = new Stage(options -> options.channels(channel ->
            channel.service().equals("finance") ? ChannelOptions.DEFAULT.conflated() : ChannelOptions.DEFAULT));

    private void publish(String entity, Object data) {
        stage.server.publish(FINANCE, Event.of("t", data).entity("room", entity));
    }

    /** The data of what is in a message, in order. */
    private static List<String> data(String text) {
        return Pattern.compile("\"data\":(\"?\\w+\"?)")
                .matcher(text)
                .results()
                .map(found -> found.group(1).replace("\"", ""))
                .toList();
    }

    @Test
    void P9_only_the_last_of_an_entity_is_sent_at_its_own_place() {
        RawClient client = stage.finance("");
        publish("17", 1);
        publish("18", 2);
        publish("17", 3);
        publish("19", 4);
        String text = client.takeOne();
        assertTrue(text.startsWith(json("{'type':'batch','service':'finance','epoch':'E0','after':0,'seq':4,")), text);
        assertEquals(List.of("2", "3", "4"), data(text));
        assertTrue(text.contains(json("{'seq':3,")), text);
    }

    @Test
    void P9_without_the_option_everything_is_sent() {
        Stage plain = new Stage();
        RawClient client = plain.finance("");
        plain.server.publish(FINANCE, Event.of("t", 1).entity("room", "17"));
        plain.server.publish(FINANCE, Event.of("t", 2).entity("room", "17"));
        assertEquals(List.of("1", "2"), data(client.takeOne()));
    }

    @Test
    void P9_publications_in_different_messages_are_both_sent() {
        RawClient client = stage.finance("");
        publish("17", 1);
        stage.settle();
        publish("17", 2);
        assertEquals(2, client.take().size());
    }

    @Test
    void P9_an_entity_of_another_type_with_the_same_id_is_another_one() {
        RawClient client = stage.finance("");
        publish("17", 1);
        stage.server.publish(FINANCE, Event.of("t", 2).entity("guest", "17"));
        assertEquals(List.of("1", "2"), data(client.takeOne()));
    }

    @Test
    void P9_publications_without_entity_all_stay() {
        RawClient client = stage.finance("");
        for (int i = 1; i <= 3; i++) {
            stage.server.publish(FINANCE, Event.of("t", i));
        }
        assertEquals(List.of("1", "2", "3"), data(client.takeOne()));
    }

    @Test
    void P9_invalidations_all_stay_and_take_nothing_away() {
        RawClient client = stage.finance("");
        publish("17", 1);
        stage.server.invalidate(FINANCE, "room:17");
        stage.server.invalidate(FINANCE, "room:17");
        String text = client.takeOne();
        assertEquals(List.of("1"), data(text));
        assertEquals(2, text.split("\"invalidate\":").length - 1, text);
    }

    @Test
    void P9_filter_first_then_conflate() {
        RawClient client = stage.finance("'filters':{'property':1}");
        stage.server.publish(
                FINANCE, Event.of("t", "passes").entity("room", "17").tag("property", 1));
        stage.server.publish(
                FINANCE, Event.of("t", "withheld").entity("room", "17").tag("property", 2));
        String text = client.takeOne();
        assertEquals(List.of("passes"), data(text));
        assertTrue(text.contains(json("'after':0,'seq':2,")), text);
    }

    @Test
    void P9_a_single_publication_that_is_left_before_the_end_goes_as_a_batch() {
        RawClient client = stage.finance("'filters':{'property':1}");
        stage.server.publish(FINANCE, Event.of("t", "a").entity("room", "17").tag("property", 1));
        stage.server.publish(FINANCE, Event.of("t", "b").entity("room", "17").tag("property", 1));
        stage.publishLater("withheld", 2);
        String text = client.takeOne();
        assertTrue(text.startsWith(json("{'type':'batch','service':'finance','epoch':'E0','after':0,'seq':3,")), text);
        assertTrue(text.contains(json("'messages':[{'seq':2,")), text);
        assertEquals(List.of("b"), data(text));
    }

    @Test
    void P9_a_single_publication_that_is_left_at_the_end_goes_as_an_event_over_the_whole_range() {
        RawClient client = stage.finance("");
        publish("17", 1);
        publish("17", 2);
        publish("17", 3);
        String text = client.takeOne();
        assertTrue(text.startsWith(json("{'type':'event','service':'finance','epoch':'E0','after':0,'seq':3,")), text);
        assertEquals(List.of("3"), data(text));
    }

    @Test
    void P9_what_was_missed_is_conflated_too_message_by_message() {
        for (int i = 1; i <= 500; i++) {
            publish(String.valueOf(i % 5), "v" + i + "x".repeat(1_000));
        }
        stage.settle();
        RawClient client = stage.connect("maria@acme");
        client.send(
                "{'version':1,'services':['finance'],'positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':0}}}");
        List<String> texts = client.take();
        Follower follower = new Follower().hear(texts);
        assertTrue(follower.isAt(stage.head()));
        assertEquals((texts.size() - 1) * 5, follower.entries.size());
        for (int i = 496; i <= 500; i++) {
            assertTrue(follower.values.get(String.valueOf(i % 5)).startsWith("v" + i + "x"));
        }
    }

    @Test
    void P9_a_slow_client_gets_the_last_value_only() {
        HandheldTransport slow = new HandheldTransport();
        stage.open(slow, "'services':['finance']");
        publish("17", "first");
        stage.settle();
        for (int i = 0; i < 100; i++) {
            publish("17", i);
            stage.settle();
        }
        slow.completeAll();
        List<String> texts = slow.take();
        assertEquals(2, texts.size());
        assertEquals(List.of("99"), data(texts.get(1)));
        assertTrue(texts.get(1).contains(json("'after':1,'seq':101,")), texts::toString);
    }

    @Test
    void F7_1_what_was_conflated_is_not_counted_as_delivered() {
        stage.finance("");
        publish("17", 1);
        publish("17", 2);
        stage.settle();
        assertEquals(1, stage.server.metrics().delivery().eventsDelivered());
    }
}
