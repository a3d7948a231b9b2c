package dev.realtime.client;

import static dev.realtime.client.PlayedClient.ack;
import static dev.realtime.client.PlayedClient.event;
import static dev.realtime.client.PlayedClient.gap;
import static dev.realtime.client.PlayedClient.other;
import static dev.realtime.client.PlayedClient.ping;
import static dev.realtime.client.PlayedClient.start;
import static dev.realtime.client.PlayedClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.Position;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Protocol rule P19 in the client. */
class UnsubscribedTest {
    private static final String REVOKED = other("unsubscribed", "'service':'finance','reason':'revoked'");
    private static final String CLOSED = other("unsubscribed", "'service':'finance','reason':'closed'");

    private final PlayedClient maria = new PlayedClient();
    private final PlayedServer.Connection connection = maria.accepted();

    @Test
    void P19_a_revoked_service_is_told_as_forbidden_and_not_asked_for_again_on_this_connection() {
        connection.say(REVOKED);
        assertEquals(List.of("finance FORBIDDEN"), maria.take());
        connection.say(ping(60));
        connection.say(ping(60));
        maria.time.advance(Duration.ofSeconds(50));
        assertEquals(List.of("{type:pong}", "{type:pong}"), text(connection.take()));
    }

    @Test
    void P14_a_service_that_two_pings_leave_out_is_asked_for_again() { // its end got lost in transit
        String without = other("ping", "'heads':{}");
        connection.say(without);
        assertEquals(List.of("{type:pong}"), text(connection.take()));
        connection.say(without);
        assertEquals(
                List.of("{type:pong}", "{type:subscribe,id:1,services:[finance],positions:{finance:{epoch:e,seq:40}}}"),
                text(connection.take()));
    }

    @Test
    void P19_what_comes_of_the_service_afterwards_is_dropped() {
        connection.say(REVOKED);
        maria.take();
        connection.say(event(40, 41));
        connection.say(event(47, 48));
        connection.say(gap(40, 97, ""));
        connection.say(REVOKED);
        assertEquals(List.of(), maria.take());
        assertEquals(List.of(), connection.take());
        assertEquals(new Position("e", 40), maria.position());
    }

    @Test
    void P19_the_next_connection_asks_for_a_revoked_service_again() {
        connection.say(REVOKED);
        connection.drop(1006);
        PlayedServer.Connection next = maria.reconnected();
        assertEquals(40, next.take().get(0).at("/positions/finance/seq").asInt());
        next.say(ack(start(40, "complete")));
        next.say(event(40, 41));
        assertEquals(List.of("finance FORBIDDEN", "t e.41"), maria.take());
    }

    @Test
    void P19_a_closed_service_is_asked_for_again_after_a_delay() {
        connection.say(CLOSED);
        assertEquals(List.of(), connection.take());
        maria.time.advance(Duration.ofSeconds(2));
        assertEquals(
                List.of("{type:subscribe,id:1,services:[finance],positions:{finance:{epoch:e,seq:40}}}"),
                text(connection.take()));
        connection.say(event(40, 41)); // before the answer it does not count
        connection.say(ack(start(40, "complete"), 1));
        connection.say(event(40, 41));
        assertEquals(List.of("t e.41"), maria.take());
    }

    @Test
    void P19_a_server_that_subscribes_and_closes_is_asked_ever_less_often() {
        int asked = 0;
        for (int seconds = 0; seconds < 50; seconds++) {
            if (seconds % 20 == 0) {
                connection.say(ping(40));
            }
            connection.say(CLOSED);
            maria.time.advance(Duration.ofSeconds(1));
            for (var said : connection.take()) {
                if (said.path("type").asText().equals("subscribe")) {
                    asked++;
                    connection.say(ack(start(40, "complete"), said.path("id").asInt()));
                }
            }
        }
        assertEquals(5, asked, 1);
    }

    @Test
    void P19_a_service_that_lasted_begins_with_the_shortest_delay_again() {
        for (int i = 1; i <= 4; i++) {
            connection.say(CLOSED);
            maria.time.advance(Duration.ofSeconds(2));
            assertEquals(1, connection.take().size(), "the time before lasted");
            connection.say(ack(start(40, "complete"), i));
            maria.time.advance(Duration.ofSeconds(30));
        }
    }

    @Test
    void P19_while_a_request_is_unanswered_its_answer_decides() {
        connection.say(event(41, 42)); // a loss
        assertEquals(1, connection.take().size());
        connection.say(CLOSED);
        connection.say(ack(start(40, "complete"), 1));
        connection.say(event(40, 41));
        assertEquals(List.of("t e.41"), maria.take());
        assertEquals(List.of(), connection.take());
    }

    @Test
    void P19_a_service_that_is_not_there_hurts_nobody() {
        connection.say(other("unsubscribed", "'service':'guest','reason':'revoked'"));
        connection.say(event(40, 41));
        assertEquals(List.of("t e.41"), maria.take());
    }
}
