package dev.realtime.client;

import static dev.realtime.client.PlayedClient.ack;
import static dev.realtime.client.PlayedClient.emptyBatch;
import static dev.realtime.client.PlayedClient.error;
import static dev.realtime.client.PlayedClient.event;
import static dev.realtime.client.PlayedClient.start;
import static dev.realtime.client.PlayedClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Protocol rules P4, P6 and P9 in the client: the filter, its changes, and what it withholds. */
class FilterTest {
    private static final Filter SEVEN = Filter.of("propertyId", 7);
    private static final Filter EIGHT = Filter.of("propertyId", 8);
    private static final Filter NINE = Filter.of("propertyId", 9);

    private final PlayedClient maria = new PlayedClient();

    private static boolean isDone(CompletionStage<Void> stage) {
        CompletableFuture<Void> future = stage.toCompletableFuture();
        return future.isDone() && !future.isCompletedExceptionally();
    }

    private CompletionStage<Void> change(Filter filter) {
        CompletionStage<Void> stage = maria.client.changeFilter(filter);
        maria.time.settle();
        return stage;
    }

    /** What the handshake that was said last has as its filter. */
    private static String filterOf(PlayedServer.Connection connection) {
        return connection.take().get(0).path("filters").toString().replace("\"", "");
    }

    @Test
    void P4_every_handshake_names_the_filter() {
        PlayedClient filtered = new PlayedClient(builder -> builder.filter(SEVEN));
        assertEquals("{propertyId:[7]}", filterOf(filtered.server.last().open()));
        filtered.server.last().drop(1006);
        assertEquals("{propertyId:[7]}", filterOf(filtered.reconnected()));
    }

    @Test
    void P6_a_change_is_a_request_and_completes_with_its_ack() {
        PlayedServer.Connection connection = maria.accepted();
        CompletionStage<Void> change = change(SEVEN);
        assertEquals(List.of("{type:filter,id:1,filters:{propertyId:[7]}}"), text(connection.take()));
        assertFalse(isDone(change));
        connection.say(ack("'finance':{'epoch':'e','seq':40}", 1));
        assertTrue(isDone(change));
    }

    @Test
    void P6_no_filter_is_a_change_too() {
        PlayedServer.Connection connection = maria.accepted();
        change(Filter.NONE);
        assertEquals(List.of("{type:filter,id:1}"), text(connection.take()));
    }

    @Test
    void P6_the_positions_in_the_ack_of_a_filter_move_nothing_so_that_a_loss_before_it_is_noticed() {
        PlayedServer.Connection connection = maria.accepted();
        change(SEVEN);
        connection.take();
        connection.say(ack("'finance':{'epoch':'e','seq':42}", 1)); // 41 and 42 got lost in transit
        assertEquals(new Position("e", 40), maria.position());
        connection.say(event(42, 43));
        assertEquals(
                List.of("{type:subscribe,id:2,services:[finance],positions:{finance:{epoch:e,seq:40}}}"),
                text(connection.take()));
    }

    @Test
    void P6_messages_count_while_a_filter_is_unanswered() {
        PlayedServer.Connection connection = maria.accepted();
        change(SEVEN);
        connection.say(event(40, 41));
        assertEquals(List.of("t e.41"), maria.take());
        connection.say(ack("'finance':{'epoch':'e','seq':41}", 1));
        connection.say(event(41, 42));
        assertEquals(List.of("t e.42"), maria.take());
    }

    @Test
    void P9_an_empty_batch_advances_and_is_no_event() {
        PlayedServer.Connection connection = maria.accepted();
        connection.say(emptyBatch(40, 90));
        connection.say(event(90, 91));
        assertEquals(List.of("t e.91"), maria.take());
        assertEquals(1, maria.client.statistics().eventsReceived());
        assertEquals(0, maria.client.statistics().lossesInTransit());
    }

    @Test
    void P6_one_filter_is_unanswered_at_a_time_and_later_changes_go_as_one() {
        PlayedServer.Connection connection = maria.accepted();
        CompletionStage<Void> first = change(SEVEN);
        CompletionStage<Void> second = change(EIGHT);
        CompletionStage<Void> third = change(NINE);
        assertEquals(1, connection.take().size());
        connection.say(ack("", 1));
        assertTrue(isDone(first));
        assertFalse(isDone(second));
        assertEquals(List.of("{type:filter,id:2,filters:{propertyId:[9]}}"), text(connection.take()));
        connection.say(ack("", 2));
        assertTrue(isDone(second));
        assertTrue(isDone(third));
    }

    @Test
    void P6_a_change_without_a_connection_goes_with_the_next_handshake_and_completes_with_its_ack() {
        maria.accepted().drop(1006);
        CompletionStage<Void> change = change(SEVEN);
        PlayedServer.Connection connection = maria.reconnected();
        assertEquals("{propertyId:[7]}", filterOf(connection));
        assertFalse(isDone(change));
        connection.say(ack(start(40, "complete")));
        assertTrue(isDone(change));
        assertEquals(List.of(), connection.take());
    }

    @Test
    void P6_a_change_before_the_ack_of_the_handshake_follows_it() {
        PlayedServer.Connection connection = maria.server.last().open();
        CompletionStage<Void> change = change(SEVEN);
        assertEquals(1, connection.take().size());
        connection.say(ack(start(40, "fresh")));
        assertEquals(List.of("{type:filter,id:1,filters:{propertyId:[7]}}"), text(connection.take()));
        connection.say(ack("", 1));
        assertTrue(isDone(change));
    }

    @Test
    void P6_a_change_that_was_cut_off_goes_with_the_next_handshake() {
        PlayedServer.Connection connection = maria.accepted();
        CompletionStage<Void> change = change(SEVEN);
        connection.drop(1006);
        assertFalse(isDone(change));
        PlayedServer.Connection next = maria.reconnected();
        assertEquals("{propertyId:[7]}", filterOf(next));
        next.drop(1006); // before the ack
        assertFalse(isDone(change));
        PlayedServer.Connection third = maria.reconnected();
        assertEquals("{propertyId:[7]}", filterOf(third));
        third.say(ack(start(40, "complete")));
        assertTrue(isDone(change));
    }

    @Test
    void P6_a_changed_filter_survives_reconnects() {
        PlayedServer.Connection connection = maria.accepted();
        change(SEVEN);
        connection.say(ack("", 1));
        connection.drop(1006);
        assertEquals("{propertyId:[7]}", filterOf(maria.reconnected()));
    }

    @Test
    void P15_a_refused_change_fails_and_the_filter_before_it_stays() {
        PlayedServer.Connection connection = maria.accepted();
        change(SEVEN);
        connection.say(ack("", 1));
        CompletionStage<Void> change = change(EIGHT);
        connection.say(error(2, "RATE_LIMITED"));
        CompletionException failure = assertThrows(
                CompletionException.class, () -> change.toCompletableFuture().join());
        assertEquals(
                ErrorCode.RATE_LIMITED,
                assertInstanceOf(RequestException.class, failure.getCause()).code());
        assertNull(connection.closed);
        connection.drop(1006);
        assertEquals("{propertyId:[7]}", filterOf(maria.reconnected()));
    }

    @Test
    void P6_a_filter_without_answer_ends_the_connection() { // as any request
        PlayedServer.Connection connection = maria.accepted();
        change(SEVEN);
        maria.time.advance(Duration.ofSeconds(15));
        assertEquals(1001, connection.closed.code());
    }

    @Test
    void a_change_is_not_left_without_an_answer_when_the_client_is_closed() {
        PlayedServer.Connection connection = maria.accepted();
        CompletionStage<Void> underWay = change(SEVEN);
        CompletionStage<Void> waiting = change(EIGHT);
        maria.client.close();
        maria.time.settle();
        assertEquals(1000, connection.closed.code());
        CompletionStage<Void> late = maria.client.changeFilter(NINE);
        for (CompletionStage<Void> stage : List.of(underWay, waiting, late)) {
            assertTrue(stage.toCompletableFuture().isCompletedExceptionally());
        }
    }

    @Test
    void a_change_is_not_left_without_an_answer_when_the_server_forbids_to_come_again() {
        PlayedServer.Connection connection = maria.accepted();
        CompletionStage<Void> change = change(SEVEN);
        connection.drop(4403);
        assertTrue(change.toCompletableFuture().isCompletedExceptionally());
    }
}
