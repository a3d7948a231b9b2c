package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.server.Limits;
import dev.realtime.core.transport.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Protocol rule P4: the first message, who is replaced, who is too many, who is silent. */
class HandshakeTest {
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final Duration TICK = Duration.ofNanos(1);

    private final Stage stage = new Stage();

    private RawClient shaken(String token, String more) {
        RawClient client = stage.connect(token);
        client.send("{'version':1,'services':['finance']" + more + "}");
        return client;
    }

    private void assertRefused(int code, String error, String handshake) {
        RawClient client = stage.connect("maria@acme");
        client.send(handshake);
        String text = client.takeOne();
        assertTrue(text.contains(json("'code':'" + error + "'")), text);
        assertEquals(code, client.closeCode());
    }

    // ---- the message

    @Test
    void P7_the_session_of_the_original_system_works() {
        RawClient client = stage.connect("maria@acme");
        client.send("{'services':['finance'],'version':1}");
        assertEquals(
                json("{'type':'ack','seq':0,'timestamp':'2026-11-20T12:00:00.000Z','connectionId':'C',"
                        + "'identity':{'org':'acme','user':'maria'},'heartbeatMs':30000,"
                        + "'positions':{'finance':{'epoch':'E0','seq':0,'resumed':'fresh','head':0}}}"),
                client.takeOne());
    }

    @Test
    void P4_something_that_is_no_handshake_is_4400() {
        assertRefused(4400, "BAD_MESSAGE", "{'type':'subscribe','id':1,'services':['finance']}");
    }

    @Test
    void P4_something_that_is_no_JSON_is_4400() {
        assertRefused(4400, "BAD_MESSAGE", "hello");
    }

    @Test
    void P4_another_version_is_4400() {
        assertRefused(4400, "UNSUPPORTED_VERSION", "{'version':2,'services':['finance']}");
    }

    @Test
    void P4_text_that_is_taken_for_UTF_32_and_is_none_is_4400() {
        RawClient client = stage.connect("maria@acme");
        client.send(Frame.text("\0\0\0{\u007f\u007f\u007f\u007f"));
        assertEquals(4400, client.closeCode());
    }

    @Test
    void P4_a_second_handshake_is_4400() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'handshake','version':1,'services':['finance']}");
        assertEquals(4400, client.closeCode());
    }

    @Test
    void P4_a_handshake_in_a_binary_frame_is_taken() {
        RawClient client = stage.connect("maria@acme");
        client.send(Frame.binary(json("{'version':1,'services':['finance']}").getBytes()));
        assertTrue(client.takeOne().contains(json("'type':'ack'")));
    }

    @Test
    void P4_more_services_than_the_server_allows_is_4400() {
        Stage small = new Stage(options -> options.limits(Limits.DEFAULT.servicesPerConnection(2)));
        RawClient client = small.connect("maria@acme");
        client.send("{'version':1,'services':['a','b','c']}");
        assertEquals(4400, client.closeCode());
    }

    @Test
    void P4_a_handshake_within_10_s_is_in_time() {
        RawClient client = stage.connect("maria@acme");
        stage.advance(Duration.ofSeconds(10).minus(TICK));
        client.send("{'version':1,'services':['finance']}");
        stage.advance(Duration.ofSeconds(1));
        assertEquals(0, client.closeCode());
    }

    @Test
    void P4_without_a_handshake_the_connection_ends_after_10_s() {
        RawClient client = stage.connect("maria@acme");
        stage.advance(Duration.ofSeconds(10));
        assertEquals(4408, client.closeCode());
    }

    @Test
    void P4_without_credentials_or_handshake_the_connection_ends_after_10_s() {
        RawClient client = stage.connect(null);
        stage.advance(Duration.ofSeconds(10));
        assertEquals(4408, client.closeCode());
    }

    // ---- instance

    @Test
    void P4_the_same_instance_replaces_the_older_connection() {
        RawClient older = shaken("maria@acme", ",'instance':'i1'");
        RawClient newer = shaken("maria@acme", ",'instance':'i1'");
        assertEquals(4409, older.closeCode());
        assertEquals(0, newer.closeCode());
        assertEquals(1, stage.server.metrics().activeConnections());
    }

    @Test
    void P4_nothing_is_delivered_to_the_replaced_connection() {
        RawClient older = shaken("maria@acme", ",'instance':'i1'");
        shaken("maria@acme", ",'instance':'i1'");
        older.take();
        stage.publish("later");
        assertEquals(List.of(), older.take());
    }

    @Test
    void P4_another_instance_of_the_same_user_replaces_nobody() {
        RawClient one = shaken("maria@acme", ",'instance':'i1'");
        shaken("maria@acme", ",'instance':'i2'");
        assertEquals(0, one.closeCode());
    }

    @Test
    void P4_the_same_instance_of_another_user_replaces_nobody() {
        RawClient maria = shaken("maria@acme", ",'instance':'i1'");
        shaken("bob@acme", ",'instance':'i1'");
        assertEquals(0, maria.closeCode());
    }

    @Test
    void P4_the_same_instance_in_another_org_replaces_nobody() {
        RawClient acme = shaken("maria@acme", ",'instance':'i1'");
        shaken("maria@other", ",'instance':'i1'");
        assertEquals(0, acme.closeCode());
    }

    @Test
    void P4_connections_without_instance_replace_nobody() {
        RawClient one = shaken("maria@acme", "");
        shaken("maria@acme", "");
        assertEquals(0, one.closeCode());
    }

    @Test
    void P4_a_replacing_connection_needs_no_room_at_the_cap() {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            clients.add(shaken("maria@acme", ",'instance':'i" + i + "'"));
        }
        assertEquals(0, shaken("maria@acme", ",'instance':'i4'").closeCode());
        assertEquals(4409, clients.get(4).closeCode());
    }

    // ---- caps

    @Test
    void F1_3_the_11th_connection_of_a_user_is_4481() {
        for (int i = 0; i < 10; i++) {
            assertEquals(0, shaken("maria@acme", "").closeCode());
        }
        RawClient eleventh = shaken("maria@acme", "");
        assertTrue(eleventh.takeOne().contains(json("'code':'LIMIT_EXCEEDED'")));
        assertEquals(4481, eleventh.closeCode());
    }

    @Test
    void F1_3_the_1001st_connection_of_an_org_is_4481() {
        for (int i = 0; i < 1_000; i++) {
            shaken("user" + i / 10 + "@acme", "");
        }
        assertEquals(1_000, stage.server.metrics().activeConnections());
        assertEquals(4481, shaken("late@acme", "").closeCode());
        assertEquals(0, shaken("late@other", "").closeCode());
    }

    @Test
    void F1_3_a_connection_that_ends_makes_room() {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            clients.add(shaken("maria@acme", ""));
        }
        clients.get(3).close(1000);
        assertEquals(0, shaken("maria@acme", "").closeCode());
    }

    @Test
    void P4_at_the_cap_the_longest_silent_connection_is_evicted_first() {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            clients.add(shaken("maria@acme", ""));
            stage.advance(Duration.ofSeconds(1));
        }
        stage.advance(HEARTBEAT);
        clients.get(0).send("{'type':'pong'}");
        RawClient eleventh = shaken("maria@acme", "");
        assertEquals(0, eleventh.closeCode());
        assertEquals(0, clients.get(0).closeCode());
        assertEquals(4481, clients.get(1).closeCode());
        assertEquals(0, clients.get(2).closeCode());
    }

    @Test
    void P4_at_the_cap_nobody_is_evicted_who_spoke_within_a_heartbeat() {
        for (int i = 0; i < 10; i++) {
            shaken("maria@acme", "");
        }
        stage.advance(HEARTBEAT);
        assertEquals(4481, shaken("maria@acme", "").closeCode());
    }

    @Test
    void P4_at_the_cap_of_the_org_nobody_of_another_user_is_evicted() {
        Stage small = new Stage(options -> options.limits(Limits.DEFAULT.connectionsPerOrg(1)));
        RawClient bob = small.connect("bob@acme");
        bob.send("{'version':1,'services':['finance']}");
        small.advance(HEARTBEAT.multipliedBy(3));
        RawClient maria = small.connect("maria@acme");
        maria.send("{'version':1,'services':['finance']}");
        assertEquals(4481, maria.closeCode());
        assertEquals(0, bob.closeCode());
    }

    // ---- pong

    @Test
    void P4_who_promised_pongs_and_is_silent_for_two_heartbeats_is_4480() {
        RawClient client = shaken("maria@acme", ",'pong':true");
        stage.advance(HEARTBEAT.multipliedBy(2));
        assertEquals(0, client.closeCode());
        stage.advance(HEARTBEAT);
        assertEquals(4480, client.closeCode());
    }

    @Test
    void P4_who_answers_pings_stays() {
        RawClient client = shaken("maria@acme", ",'pong':true");
        for (int i = 0; i < 10; i++) {
            stage.advance(HEARTBEAT);
            client.send("{'type':'pong'}");
        }
        assertEquals(0, client.closeCode());
    }

    @Test
    void P4_who_promised_no_pongs_may_be_silent() {
        RawClient client = shaken("maria@acme", "");
        stage.advance(HEARTBEAT.multipliedBy(20));
        assertEquals(0, client.closeCode());
    }

    @Test
    void P4_a_pong_that_was_not_promised_does_no_harm() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'pong'}");
        assertEquals(0, client.closeCode());
        assertEquals(List.of(), client.take());
    }

    // ---- rate

    @Test
    void F2_5_twice_the_rate_at_once_is_allowed() {
        RawClient client = stage.subscribed("finance");
        stage.advance(Duration.ofSeconds(10));
        for (int i = 0; i < 100; i++) {
            client.send("{'type':'pong'}");
        }
        assertEquals(0, client.closeCode());
    }

    @Test
    void F2_5_more_than_twice_the_rate_at_once_is_4429() {
        RawClient client = stage.subscribed("finance");
        stage.advance(Duration.ofSeconds(10));
        for (int i = 0; i < 101; i++) {
            client.send("{'type':'pong'}");
        }
        assertTrue(client.takeOne().contains(json("'code':'RATE_LIMITED'")));
        assertEquals(4429, client.closeCode());
    }

    @Test
    void F2_5_the_rate_itself_is_allowed_for_ever() {
        RawClient client = stage.subscribed("finance");
        for (int i = 0; i < 500; i++) {
            client.send("{'type':'pong'}");
            stage.advance(Duration.ofMillis(20));
        }
        assertEquals(0, client.closeCode());
    }

    // ---- expiry

    @Test
    void F2_4_expired_credentials_end_the_connection_at_their_moment() {
        Stage expiring = new Stage(options -> options.authenticator(token ->
                Stage.authenticate(token).map(identity -> identity.expiresAt(Instant.parse("2026-11-20T12:00:42Z")))));
        RawClient client = expiring.connect("maria@acme");
        client.send("{'version':1,'services':['finance']}");
        assertTrue(client.takeOne().endsWith(json(",'tokenExpiresAt':'2026-11-20T12:00:42.000Z'}")));
        expiring.advance(Duration.ofSeconds(42).minus(TICK));
        assertEquals(0, client.closeCode());
        client.take();
        expiring.advance(TICK);
        assertTrue(client.takeOne().contains(json("'code':'UNAUTHENTICATED'")));
        assertEquals(4401, client.closeCode());
    }

    @Test
    void F2_4_nothing_is_delivered_after_the_credentials_have_expired() {
        Stage expiring = new Stage(options -> options.authenticator(token ->
                Stage.authenticate(token).map(identity -> identity.expiresAt(Instant.parse("2026-11-20T12:00:42Z")))));
        RawClient client = expiring.connect("maria@acme");
        client.send("{'version':1,'services':['finance']}");
        expiring.advance(Duration.ofSeconds(42));
        client.take();
        expiring.publish("secret");
        assertEquals(List.of(), client.take());
        assertFalse(client.closeCode() == 0);
    }
}
