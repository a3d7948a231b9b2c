package dev.realtime.client;

import static dev.realtime.client.PlayedClient.ack;
import static dev.realtime.client.PlayedClient.event;
import static dev.realtime.client.PlayedClient.gap;
import static dev.realtime.client.PlayedClient.other;
import static dev.realtime.client.PlayedClient.ping;
import static dev.realtime.client.PlayedClient.start;
import static dev.realtime.client.PlayedClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol rule P6 and F1.20 in the client: how far the handlers have run. */
class DeliveryReportTest {
    private static String delivered(long seq) {
        return "{type:delivered,positions:{finance:{epoch:e,seq:" + seq + "}}}";
    }

    private final PlayedClient maria = new PlayedClient();

    private static PlayedClient every(long millis) {
        return new PlayedClient(builder -> builder.reportDelivered(Duration.ofMillis(millis)));
    }

    @Test
    void P6_what_moved_is_reported_with_the_pong() {
        PlayedServer.Connection connection = maria.accepted();
        connection.say(event(40, 41));
        connection.say(event(41, 42));
        assertEquals(List.of(), connection.take());
        connection.say(ping(42));
        assertEquals(List.of("{type:pong}", delivered(42)), text(connection.take()));
    }

    @Test
    void P6_what_did_not_move_since_the_ack_or_the_last_report_is_not_reported() {
        PlayedServer.Connection connection = maria.accepted();
        connection.say(ping(40));
        assertEquals(List.of("{type:pong}"), text(connection.take()));
        connection.say(event(40, 41));
        connection.say(ping(41));
        connection.take();
        connection.say(ping(41));
        assertEquals(List.of("{type:pong}"), text(connection.take()));
    }

    @Test
    void P6_a_gap_counts_as_delivered() {
        PlayedServer.Connection connection = maria.accepted();
        connection.say(gap(40, 97, ""));
        connection.say(ping(97));
        assertEquals(delivered(97), text(connection.take()).get(1));
    }

    @Test
    void P6_a_service_that_is_not_subscribed_is_not_reported() {
        PlayedServer.Connection connection = maria.accepted();
        connection.say(event(40, 41));
        connection.say(other("unsubscribed", "'service':'finance','reason':'revoked'"));
        connection.say(ping(41));
        assertEquals(List.of("{type:pong}"), text(connection.take()));
    }

    @Test
    void P6_while_a_request_is_unanswered_the_service_is_not_reported_and_its_answer_tells_the_server() {
        PlayedServer.Connection connection = maria.accepted();
        connection.say(event(40, 41));
        connection.say(event(45, 46)); // a loss
        connection.take();
        connection.say(ping(46));
        assertEquals(List.of("{type:pong}"), text(connection.take()));
        connection.say(ack(start(41, "complete"), 1));
        connection.say(ping(41));
        assertEquals(List.of("{type:pong}"), text(connection.take()));
    }

    @Test
    void P6_a_new_connection_knows_from_its_handshake() {
        PlayedServer.Connection connection = maria.accepted();
        connection.say(event(40, 41));
        connection.drop(1006);
        PlayedServer.Connection next = maria.reconnected();
        next.say(ack(start(41, "complete")));
        next.take();
        next.say(ping(41));
        assertEquals(List.of("{type:pong}"), text(next.take()));
    }

    @Test
    void P6_in_an_interval_there_is_one_report_however_much_comes() {
        PlayedClient lively = every(100);
        PlayedServer.Connection connection = lively.accepted();
        connection.say(event(40, 41));
        lively.time.advance(Duration.ofMillis(99));
        connection.say(event(41, 42));
        assertEquals(List.of(), connection.take());
        lively.time.advance(Duration.ofMillis(1));
        assertEquals(List.of(delivered(42)), text(connection.take()));
        lively.time.advance(Duration.ofMillis(500));
        assertEquals(List.of(), connection.take());
        connection.say(event(42, 43));
        connection.say(ping(43));
        assertEquals(List.of("{type:pong}"), text(connection.take()));
        lively.time.advance(Duration.ofMillis(100));
        assertEquals(List.of(delivered(43)), text(connection.take()));
    }

    @Test
    void F1_20_a_slow_application_is_reported_while_much_still_waits_for_it() {
        ManualTime[] time = {null};
        PlayedClient slow =
                PlayedClient.of(builder -> builder.on("finance", event -> time[0].pass(Duration.ofMillis(400)))
                        .reportDelivered(Duration.ofSeconds(1)));
        time[0] = slow.time;
        PlayedServer.Connection connection = slow.accepted();
        for (int i = 40; i < 50; i++) {
            connection.sayLater(event(i, i + 1));
        }
        slow.time.settle();
        assertEquals(List.of(delivered(44), delivered(48)), text(connection.take()));
        slow.time.advance(Duration.ofSeconds(1));
        assertEquals(List.of(delivered(50)), text(connection.take()));
    }

    @Test
    void P6_an_interval_that_a_lost_connection_cut_off_reports_nothing_on_the_next() {
        PlayedClient lively = every(10_000);
        PlayedServer.Connection connection = lively.accepted();
        connection.say(event(40, 41));
        connection.drop(1006);
        PlayedServer.Connection next = lively.reconnected();
        next.say(ack(start(41, "complete")));
        next.take();
        lively.time.advance(Duration.ofSeconds(20));
        assertEquals(List.of(), next.take());
        next.say(event(41, 42));
        lively.time.advance(Duration.ofSeconds(10));
        assertEquals(List.of(delivered(42)), text(next.take()));
    }

    @ParameterizedTest
    @ValueSource(longs = {99, 600_001, 0, -1})
    void an_interval_out_of_range_fails_at_the_call(long millis) {
        assertThrows(IllegalArgumentException.class, () -> every(millis));
    }
}
