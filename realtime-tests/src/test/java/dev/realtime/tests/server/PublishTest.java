package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.PublishException;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What the application publishes, and what clients get of it (protocol rules P8, P18, D3; F1.5, F1.19). */
class PublishTest {
    private final Stage stage = new Stage();

    private static Throwable failure(RealtimeServer server, Event event) {
        return assertThrows(
                        CompletionException.class,
                        () -> server.publish(FINANCE, event)
                                .toCompletableFuture()
                                .join())
                .getCause();
    }

    @Test
    void P8_an_event_has_all_its_parts_in_order() {
        RawClient client = stage.subscribed("finance");
        stage.publish(
                FINANCE,
                Event.of("revenue_created", Map.of("amount", 12.5))
                        .id("e1")
                        .entity("revenue", "17")
                        .tag("propertyId", 1)
                        .tag("region", "north"));
        assertEquals(
                json("{'type':'event','service':'finance','epoch':'E0','after':0,'seq':1,"
                        + "'timestamp':'2026-11-20T12:00:00.000Z','tags':{'propertyId':'1','region':'north'},"
                        + "'events':[{'type':'revenue_created','id':'e1','entity':{'type':'revenue','id':'17'},"
                        + "'data':{'amount':12.5}}]}"),
                client.takeOne());
    }

    @Test
    void P8_the_time_stamp_is_that_of_the_append_and_not_of_the_sending() {
        stage.publish("one");
        stage.advance(Duration.ofMillis(61_500));
        RawClient client = stage.connect("maria@acme");
        client.send("{'version':1,'services':['finance'],'lastSeq':0}");
        assertTrue(client.take().get(1).contains(json("'timestamp':'2026-11-20T12:00:00.000Z'")));
    }

    @Test
    void F1_5_positions_count_1_2_3_whoever_watches() {
        assertEquals(
                List.of(1L, 2L, 3L),
                List.of(
                        stage.publish("a").seq(),
                        stage.publish("b").seq(),
                        stage.publish("c").seq()));
    }

    @Test
    void F1_19_the_same_id_within_2_min_is_delivered_once_and_has_the_first_position() {
        RawClient client = stage.subscribed("finance");
        Position first = stage.publish(FINANCE, Event.of("t", 1).id("e1"));
        Position second = stage.publish(FINANCE, Event.of("t", 1).id("e1"));
        assertEquals(first, second);
        client.takeOne();
    }

    @Test
    void an_event_without_id_is_never_taken_for_a_repeat() {
        assertEquals(1, stage.publish("same").seq());
        assertEquals(2, stage.publish("same").seq());
    }

    @Test
    void a_payload_that_cannot_be_serialised_throws_with_its_type() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> stage.server.publish(FINANCE, Event.of("t", new Opaque())));
        assertTrue(String.valueOf(e.getMessage()).contains(Opaque.class.getName()), e.getMessage());
        assertEquals(0, stage.head().seq());
    }

    /** Has nothing that Jackson could write. */
    private static final class Opaque {}

    @Test
    void a_payload_whose_getter_throws_throws_with_its_type() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> stage.server.publish(FINANCE, Event.of("t", new Angry())));
        assertTrue(String.valueOf(e.getMessage()).contains(Angry.class.getName()), e.getMessage());
    }

    /** Does not want to be read. */
    public static final class Angry {
        public String getName() {
            throw new IllegalStateException("no");
        }
    }

    @Test
    void a_payload_that_contains_itself_throws_with_its_type() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> stage.server.publish(FINANCE, Event.of("t", new Loop())));
        assertTrue(String.valueOf(e.getMessage()).contains(Loop.class.getName()), e.getMessage());
    }

    /** Its own child. */
    public static final class Loop {
        public Loop getChild() {
            return this;
        }
    }

    @Test
    void a_null_payload_is_null() {
        RawClient client = stage.subscribed("finance");
        stage.publish(FINANCE, Event.of("t", null));
        assertTrue(client.takeOne().endsWith(json("'events':[{'type':'t','data':null}]}")));
    }

    @Test
    void P18_an_event_above_256_KiB_is_rejected_and_the_channel_goes_on() {
        RawClient client = stage.subscribed("finance");
        assertInstanceOf(PublishException.Rejected.class, failure(stage.server, Event.of("t", "x".repeat(256 * 1024))));
        assertEquals(List.of(), client.take());
        assertEquals(1, stage.publish("small").seq());
    }

    @Test
    void P18_data_that_clients_could_not_read_throw_with_their_type_and_the_channel_goes_on() {
        Object deep = "secret";
        for (int i = 0; i <= Publication.MAX_LEVELS; i++) {
            deep = List.of(deep);
        }
        for (Object data : List.of(deep, Map.of("half a pair \ud83d", "secret"))) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class, () -> stage.server.publish(FINANCE, Event.of("t", data)));
            String message = String.valueOf(e.getMessage());
            assertTrue(message.contains(data.getClass().getName()), message);
            assertFalse(message.contains("secret"), message);
        }
        assertThrows(IllegalArgumentException.class, () -> stage.server.invalidate(FINANCE, "\ude00"));
        assertEquals(1, stage.publish("readable").seq());
    }

    @Test
    void P18_an_event_of_exactly_256_KiB_is_delivered() {
        RawClient client = stage.subscribed("finance");
        int rest = json("[{'type':'t','data':''}]").length();
        assertEquals(1, stage.publish("x".repeat(256 * 1024 - rest)).seq());
        assertTrue(client.takeOne().length() > 256 * 1024);
    }

    @Test
    void a_publish_after_close_fails_with_ServerClosed() {
        stage.server.close();
        assertInstanceOf(PublishException.ServerClosed.class, failure(stage.server, Event.of("t", 1)));
    }

    @Test
    void a_publish_to_a_broker_that_is_down_fails_with_BrokerUnavailable() {
        stage.broker.close();
        assertInstanceOf(PublishException.BrokerUnavailable.class, failure(stage.server, Event.of("t", 1)));
    }

    @Test
    void a_server_closes_the_broker_that_it_made_itself() {
        ManualScheduler time = ManualScheduler.inOrder();
        RealtimeServer server = RealtimeServer.builder()
                .authenticator(Stage::authenticate)
                .authorizer((identity, service) -> true)
                .retention(Retention.DEFAULT)
                .scheduler(time)
                .build();
        server.publish(FINANCE, Event.of("t", 1)).toCompletableFuture().join();
        server.close();
        assertInstanceOf(PublishException.ServerClosed.class, failure(server, Event.of("t", 1)));
    }

    @Test
    void a_broker_that_was_given_is_not_closed_with_the_server() {
        stage.server.close();
        assertEquals(1, append().seq());
    }

    private Position append() {
        return stage.broker
                .append(FINANCE, Draft.events(Map.of(), null, "[]".getBytes()), AppendOptions.NONE)
                .toCompletableFuture()
                .join()
                .position();
    }

    @Test
    void F1_8_what_waits_for_a_busy_connection_goes_in_one_frame() {
        RawClient client = stage.subscribed("finance");
        for (int i = 0; i < 10; i++) {
            stage.server.publish(FINANCE, Event.of("t", i));
        }
        List<String> texts = client.take();
        assertTrue(texts.size() <= 2, texts::toString);
        assertTrue(texts.get(texts.size() - 1).contains(json("'seq':10,")), texts::toString);
    }

    // ---- D4, D3

    @Test
    void D4_two_orgs_with_the_same_service_name_are_isolated() {
        RawClient acme = stage.subscribed("finance");
        RawClient other = stage.connect("maria@other");
        other.send("{'version':1,'services':['finance']}");
        other.take();
        stage.publish(FINANCE, Event.of("t", "for acme"));
        stage.publish(Channel.of("other", "finance"), Event.of("t", "for other"));
        assertTrue(acme.takeOne().contains("for acme"));
        assertTrue(other.takeOne().contains("for other"));
    }

    @Test
    void D4_a_position_of_another_org_is_another_history() {
        stage.publish("secret of acme");
        RawClient other = stage.connect("maria@other");
        other.send("{'version':1,'services':['finance'],'positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':0}}}");
        List<String> texts = other.take();
        assertTrue(texts.get(1).contains(json("'reason':'epoch'")), texts::toString);
        assertTrue(texts.stream().noneMatch(text -> text.contains("secret")), texts::toString);
    }

    @Test
    void D3_the_heads_of_a_ping_are_those_of_the_own_org() {
        stage.publish("one");
        RawClient other = stage.connect("maria@other");
        other.send("{'version':1,'services':['finance']}");
        other.take();
        stage.advance(Duration.ofSeconds(30));
        assertTrue(other.takeOne().contains(json("'heads':{'finance':{'epoch':'E1','seq':0}}")));
    }
}
