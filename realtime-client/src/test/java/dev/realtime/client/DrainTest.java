package dev.realtime.client;

import static dev.realtime.client.PlayedClient.ack;
import static dev.realtime.client.PlayedClient.event;
import static dev.realtime.client.PlayedClient.other;
import static dev.realtime.client.PlayedClient.ping;
import static dev.realtime.client.PlayedClient.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol rule P16 in the client: the server asks to come again. */
class DrainTest {
    private final PlayedClient maria = new PlayedClient();
    private final PlayedServer.Connection connection = maria.accepted();

    private static String reconnect(long afterMs) {
        return other("reconnect", "'reason':'drain','afterMs':" + afterMs);
    }

    private void advance(long millis) {
        maria.time.advance(Duration.ofMillis(millis));
    }

    private void expectTheNextAttemptIn(long millis) {
        int before = maria.server.attempts.size();
        advance(millis - 1);
        assertEquals(before, maria.server.attempts.size(), "too early");
        advance(1);
        assertEquals(before + 1, maria.server.attempts.size(), "too late");
    }

    @Test
    void P16_the_client_reads_on_and_comes_again_at_the_moment_with_its_positions() {
        connection.say(reconnect(1_234));
        advance(1_000);
        connection.say(event(40, 41));
        assertEquals(List.of("t e.41"), maria.take());
        assertInstanceOf(ConnectionState.Open.class, maria.state());
        advance(233);
        assertNull(connection.closed);
        advance(1);
        assertEquals(1001, connection.closed.code());
        assertEquals(2, maria.server.attempts.size());
        assertEquals(
                41,
                maria.server
                        .last()
                        .open()
                        .take()
                        .get(0)
                        .at("/positions/finance/seq")
                        .asInt());
    }

    @Test
    void P16_the_application_sees_the_connection_go_and_come() {
        connection.say(reconnect(1_234));
        maria.states.clear();
        advance(1_234);
        maria.server.last().open().say(ack(start(40, "complete")));
        assertEquals(
                List.of(
                        new ConnectionState.Waiting(Duration.ZERO, 1),
                        new ConnectionState.Connecting(),
                        new ConnectionState.Open("c1")),
                maria.states);
        assertEquals(1, maria.client.statistics().reconnects());
    }

    @Test
    void P16_an_announcement_before_the_ack_changes_nothing_for_the_handshake() {
        PlayedClient bob = new PlayedClient();
        PlayedServer.Connection early = bob.server.last().open();
        early.say(reconnect(5_000));
        early.say(ack("'finance':{'epoch':'e','seq':40,'resumed':'fresh','head':40}"));
        early.say(event(40, 41));
        assertEquals(List.of("t e.41"), bob.take());
        bob.time.advance(Duration.ofMillis(4_999));
        assertEquals(1, bob.server.attempts.size());
        bob.time.advance(Duration.ofMillis(1));
        assertEquals(2, bob.server.attempts.size());
    }

    @Test
    void P16_an_ack_that_does_not_come_before_the_moment_is_asked_for_elsewhere_at_once() {
        PlayedClient bob = new PlayedClient();
        PlayedServer.Connection early = bob.server.last().open();
        early.say(reconnect(5_000));
        bob.time.advance(Duration.ofMillis(5_000));
        assertEquals(1001, early.closed.code());
        assertEquals(2, bob.server.attempts.size());
        bob.server.last().open().say(ack("'finance':{'epoch':'e','seq':40,'resumed':'fresh','head':40}"));
        assertInstanceOf(ConnectionState.Open.class, bob.state());
    }

    @ParameterizedTest
    @ValueSource(ints = {4503, 1000, 1001, 1006, 1012, 4480})
    void P16_a_server_that_closes_early_is_left_alone_until_the_moment(int code) {
        connection.say(reconnect(20_000));
        advance(5_000);
        connection.drop(code);
        assertEquals(new ConnectionState.Waiting(Duration.ofSeconds(15), 1), maria.state());
        expectTheNextAttemptIn(15_000);
    }

    @Test
    void P16_a_moment_before_the_usual_delay_counts_too() {
        connection.say(reconnect(200));
        connection.drop(4503);
        expectTheNextAttemptIn(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {4400, 4403, 4409})
    void P16_an_end_that_forbids_to_come_again_still_does(int code) {
        connection.say(reconnect(1_000));
        connection.drop(code);
        assertInstanceOf(ConnectionState.Closed.class, maria.state());
        advance(3_600_000);
        assertEquals(1, maria.server.attempts.size());
    }

    @Test
    void P16_a_drain_without_announcement_backs_off() {
        connection.drop(4503);
        Duration delay =
                assertInstanceOf(ConnectionState.Waiting.class, maria.state()).delay();
        assertTrue(delay.compareTo(Duration.ofSeconds(1)) >= 0, delay.toString());
    }

    @Test
    void P16_a_refusal_by_the_draining_server_waits_as_told() {
        connection.say(reconnect(1_000));
        advance(1_000);
        maria.server.last().listener.onRefused(503, Duration.ofSeconds(20));
        maria.time.settle();
        expectTheNextAttemptIn(20_000);
    }

    @Test
    void P16_the_announcement_ends_with_its_connection() {
        connection.say(reconnect(1_000));
        advance(1_000);
        PlayedServer.Connection next = maria.server.last().open();
        next.say(ack(start(40, "complete")));
        next.say(event(40, 41));
        next.drop(1006);
        Duration delay =
                assertInstanceOf(ConnectionState.Waiting.class, maria.state()).delay();
        assertTrue(delay.compareTo(Duration.ofSeconds(1)) >= 0, delay.toString());
    }

    @Test
    void P16_the_latest_announcement_counts() {
        connection.say(reconnect(1_000));
        connection.say(reconnect(5_000));
        expectTheNextAttemptIn(5_000);
    }

    @Test
    void P16_a_silent_connection_waits_for_the_moment_too() {
        connection.say(reconnect(100_000));
        advance(60_000);
        assertEquals(1001, connection.closed.code());
        expectTheNextAttemptIn(40_000);
    }

    @Test
    void P16_a_moment_that_is_too_far_away_is_an_hour() {
        connection.say(reconnect(9_007_199_254_740_991L));
        for (int second = 0; second < 3_600; second += 50) {
            assertNull(connection.closed);
            connection.say(ping(40));
            advance(50_000);
        }
        assertEquals(1001, connection.closed.code());
        assertEquals(2, maria.server.attempts.size());
    }

    @Test
    void P16_servers_that_only_send_clients_away_are_not_stormed() {
        connection.say(reconnect(0));
        for (int attempt = 2; attempt <= 8; attempt++) {
            advance(0);
            assertEquals(attempt, maria.server.attempts.size());
            maria.server.last().open().say(ack(start(40, "complete")));
            maria.server.last().say(reconnect(0));
            advance(0);
            ConnectionState.Waiting waiting = assertInstanceOf(ConnectionState.Waiting.class, maria.state());
            advance(waiting.delay().toMillis());
        }
        Duration elapsed = Duration.ofNanos(maria.time.nanoTime());
        assertTrue(elapsed.compareTo(Duration.ofMinutes(2)) >= 0, elapsed.toString());
    }

    @Test
    void P16_a_closed_client_does_not_come_again() {
        connection.say(reconnect(1_000));
        maria.client.close();
        advance(60_000);
        assertEquals(1, maria.server.attempts.size());
    }
}
