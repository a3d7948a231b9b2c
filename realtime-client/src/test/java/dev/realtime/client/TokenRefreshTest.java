package dev.realtime.client;

import static dev.realtime.client.PlayedClient.ack;
import static dev.realtime.client.PlayedClient.error;
import static dev.realtime.client.PlayedClient.event;
import static dev.realtime.client.PlayedClient.ping;
import static dev.realtime.client.PlayedClient.start;
import static dev.realtime.client.PlayedClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protocol rule P6 and F2.4, F3.8 in the client: a token is renewed before it expires, and the connection goes on. */
class TokenRefreshTest {
    private static final Instant BEGIN = Instant.parse("2026-11-20T12:00:00Z"); // of the server's clock

    private final List<String> tokens = new ArrayList<>(); // what the supplier gave
    private boolean failing;
    private final PlayedClient maria = new PlayedClient(builder -> builder.token(() -> {
        if (failing) {
            throw new IllegalStateException("no login service");
        }
        tokens.add("token " + tokens.size());
        return tokens.get(tokens.size() - 1);
    }));
    private PlayedServer.Connection connection;

    /** An ack that says when the token ends, in seconds after the beginning. */
    private String expiring(String positions, int id, long seconds) {
        String more = (id == 0 ? "" : ",'id':" + id) + ",'tokenExpiresAt':'" + BEGIN.plusSeconds(seconds) + "'";
        Instant now = BEGIN.plusNanos(maria.time.nanoTime());
        return ack(positions, more).replaceFirst("'timestamp':'[^']*'", "'timestamp':'" + now + "'");
    }

    private void accepted(long seconds) {
        connection = maria.server.last().open();
        connection.say(expiring(start(40, "fresh"), 0, seconds));
        connection.take();
    }

    /** Lets time pass with pings, and gives what else the client said with its second. */
    private List<String> said(int seconds) {
        List<String> said = new ArrayList<>();
        for (int second = 1; second <= seconds; second++) {
            maria.time.advance(Duration.ofSeconds(1));
            connection.say(ping(40));
            for (JsonNode message : connection.take()) {
                if (!message.path("type").asText().equals("pong")) {
                    said.add(second + " " + text(List.of(message)).get(0));
                }
            }
        }
        return said;
    }

    @ParameterizedTest
    @CsvSource({"3600, 3540, 3571", "300, 240, 271", "100, 80, 91", "10, 8, 10", "3, 2, 3"})
    void P6_a_new_token_is_sent_shortly_before_the_end(int lifetime, int from, int to) {
        accepted(lifetime);
        assertEquals(List.of(), said(from - 1));
        List<String> said = said(to - from + 1);
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.get(0).endsWith(" {type:refresh,id:1,token:token 1}"), said.toString());
    }

    @Test
    void P6_the_ack_of_a_refresh_plans_the_next_one() {
        accepted(100);
        assertEquals(1, said(92).size());
        connection.say(expiring("", 1, 192));
        assertEquals(1, maria.client.statistics().tokenRefreshes());
        assertEquals(List.of(), said(79));
        assertTrue(said(12).get(0).endsWith(" {type:refresh,id:2,token:token 2}"));
        assertNull(connection.closed);
    }

    @Test
    void P6_the_ack_of_another_request_changes_nothing() {
        accepted(100);
        maria.time.advance(Duration.ofSeconds(50));
        connection.say(event(41, 42)); // a loss
        connection.take();
        connection.say(expiring(start(40, "complete"), 1, 100));
        assertEquals(List.of(), said(29));
        assertEquals(1, said(12).size());
    }

    @Test
    void P6_a_token_that_does_not_expire_is_not_renewed() {
        connection = maria.server.last().open();
        connection.say(ack(start(40, "fresh")));
        connection.take();
        assertEquals(List.of(), said(4_000));
        assertEquals(1, tokens.size());
    }

    @Test
    void P6_a_token_of_ten_thousand_years_is_no_fault() {
        connection = maria.server.last().open();
        connection.say(ack(start(40, "fresh"), ",'tokenExpiresAt':'+12026-11-20T12:00:00Z'"));
        connection.take();
        assertEquals(List.of(), said(100));
    }

    @Test
    void P6_a_token_that_ended_ages_ago_is_no_fault() {
        connection = maria.server.last().open();
        connection.say(ack(start(40, "fresh"), ",'tokenExpiresAt':'-1000000000-01-01T00:00:00Z'"));
        connection.take();
        assertEquals(new ConnectionState.Open("c1"), maria.state());
        assertEquals(List.of(), said(100));
    }

    @Test
    void P6_without_a_supplier_there_is_nothing_to_renew() {
        PlayedClient bare = new PlayedClient();
        PlayedServer.Connection only = bare.server.last().open();
        only.say(expiring(start(40, "fresh"), 0, 10));
        only.take();
        bare.time.advance(Duration.ofSeconds(20));
        assertEquals(List.of(), only.take());
    }

    @Test
    void P6_a_supplier_that_fails_is_asked_again_and_the_connection_goes_on() {
        accepted(600);
        failing = true;
        assertEquals(List.of(), said(571));
        assertTrue(maria.client.statistics().handlerFailures() >= 1);
        failing = false;
        assertTrue(said(29).get(0).endsWith("{type:refresh,id:1,token:token 1}"));
        assertNull(connection.closed);
    }

    @Test
    void P6_a_supplier_that_fails_to_the_end_leaves_the_end_to_the_server() {
        accepted(600);
        failing = true;
        assertEquals(List.of(), said(600));
        assertTrue(maria.client.statistics().handlerFailures() <= 5, "asked too often");
        assertNull(connection.closed);
        failing = false;
        connection.drop(4401);
        maria.reconnected();
        assertEquals("token 1", maria.server.last().upgrade.token());
    }

    @Test
    void P15_a_refused_token_leaves_the_connection_as_it_is() {
        accepted(100);
        assertEquals(1, said(92).size());
        connection.say(error(1, "UNAUTHENTICATED"));
        assertNull(connection.closed);
        connection.say(event(40, 41));
        assertEquals(List.of("t e.41"), maria.take());
        assertEquals(0, maria.client.statistics().tokenRefreshes());
    }

    @Test
    void P6_the_same_token_again_is_asked_for_only_a_few_times() {
        accepted(600);
        int asked = 0;
        for (int second = 0; second < 600; second++) {
            for (String ignored : said(1)) {
                connection.say(expiring("", ++asked, 600));
            }
        }
        assertTrue(asked >= 2 && asked <= 5, "asked " + asked);
    }

    @Test
    void P6_a_refresh_that_was_cut_off_is_no_matter_since_the_next_attempt_asks_for_a_token() {
        accepted(100);
        assertEquals(1, said(92).size());
        connection.drop(1006);
        maria.reconnected();
        assertEquals("token 2", maria.server.last().upgrade.token());
        connection = maria.server.last();
        connection.say(expiring(start(40, "complete"), 0, 7_200));
        connection.take();
        assertEquals(List.of(), said(1_000));
        assertFalse(tokens.size() > 3);
    }

    @Test
    void P6_a_refresh_without_answer_ends_the_connection() { // as any request
        accepted(100);
        assertEquals(1, said(92).size());
        said(15);
        assertEquals(1001, connection.closed.code());
    }

    @Test
    void P6_a_closed_client_asks_for_no_token() {
        accepted(100);
        maria.client.close();
        maria.time.advance(Duration.ofSeconds(200));
        assertEquals(1, tokens.size());
    }
}
