package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Identity;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.Limits;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.TokenPlace;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Protocol rules P1 to P3: who comes in. */
class AuthenticationTest {
    private static final String HELLO = "{'version':1,'services':['finance']";

    private final Stage stage = new Stage();

    private static UpgradeRequest request(String authorization, List<String> subprotocols, String queryToken) {
        return new UpgradeRequest(null, null, authorization, subprotocols, queryToken);
    }

    private static String user(Admission admission) {
        return assertInstanceOf(Admission.Admitted.class, admission).identity().user();
    }

    private static int status(Admission admission) {
        return assertInstanceOf(Admission.Refused.class, admission).status();
    }

    private static Stage only(TokenPlace... places) {
        return new Stage(options -> options.tokenPlaces(places));
    }

    // ---- P1: places

    @Test
    void P1_the_authorization_header_names_the_user() {
        assertEquals("maria", user(stage.server.admit(request("Bearer maria@acme", List.of(), null))));
    }

    @Test
    void P1_the_scheme_of_the_header_is_read_in_any_case() {
        assertEquals("maria", user(stage.server.admit(request("bEARER maria@acme", List.of(), null))));
    }

    @Test
    void P1_another_scheme_holds_no_token_so_the_next_place_is_looked_at() {
        assertEquals("maria", user(stage.server.admit(request("Basic cHJveHk6cHJveHk=", List.of(), "maria@acme"))));
    }

    @Test
    void P1_a_subprotocol_entry_names_the_user() {
        assertEquals(
                "maria", user(stage.server.admit(request(null, List.of("realtime.v1", "bearer.maria@acme"), null))));
    }

    @Test
    void P1_the_query_names_the_user() {
        assertEquals("maria", user(stage.server.admit(request(null, List.of(), "maria@acme"))));
    }

    @Test
    void P1_the_handshake_names_the_user_when_no_other_place_did() {
        RawClient client = stage.connect(null);
        client.send(HELLO + ",'token':'maria@acme'}");
        assertTrue(client.takeOne().contains(json("'identity':{'org':'acme','user':'maria'}")));
    }

    @Test
    void P1_the_header_wins_over_subprotocol_and_query() {
        assertEquals(
                "maria",
                user(stage.server.admit(request("Bearer maria@acme", List.of("bearer.bob@acme"), "eve@acme"))));
    }

    @Test
    void P1_the_subprotocol_wins_over_the_query() {
        assertEquals("bob", user(stage.server.admit(request(null, List.of("bearer.bob@acme"), "eve@acme"))));
    }

    @Test
    void P1_the_header_wins_over_the_handshake() {
        RawClient client = stage.connect("maria@acme");
        client.send(HELLO + ",'token':'eve@acme'}");
        assertTrue(client.takeOne().contains(json("'user':'maria'")));
    }

    @Test
    void P1_a_bad_token_in_the_first_place_is_not_retried_in_the_next() {
        assertEquals(401, status(stage.server.admit(request("Bearer bad", List.of("bearer.bob@acme"), "eve@acme"))));
    }

    @Test
    void P1_an_empty_token_counts_as_a_bad_one() {
        assertEquals(401, status(stage.server.admit(request("Bearer ", List.of(), "eve@acme"))));
    }

    @Test
    void P1_a_place_that_is_switched_off_is_not_looked_at() {
        Stage narrow = only(TokenPlace.QUERY);
        assertEquals(
                "eve", user(narrow.server.admit(request("Bearer maria@acme", List.of("bearer.bob@acme"), "eve@acme"))));
    }

    @Test
    void P1_no_token_is_401_when_the_handshake_may_not_bring_one() {
        Stage narrow = only(TokenPlace.AUTHORIZATION);
        assertEquals(401, status(narrow.server.admit(request(null, List.of(), "eve@acme"))));
    }

    @Test
    void P1_the_text_of_a_request_holds_no_token() {
        String text =
                request("Bearer secret1", List.of("bearer.secret2"), "secret3").toString();
        assertTrue(!text.contains("secret"), text);
    }

    // ---- P2: refusals

    @Test
    void P2_a_bad_token_is_401_at_the_upgrade() {
        assertEquals(401, stage.connect("bad").refusal());
    }

    @Test
    void P2_an_expired_token_is_401_at_the_upgrade() {
        Stage expired = new Stage(options -> options.authenticator(
                token -> Optional.of(Identity.of("acme", "maria").expiresAt(stageStart()))));
        assertEquals(401, expired.connect("maria@acme").refusal());
    }

    private static Instant stageStart() {
        return Instant.parse("2026-11-20T12:00:00Z");
    }

    @Test
    void P2_a_bad_token_in_the_handshake_is_an_error_and_4401() {
        RawClient client = stage.connect(null);
        client.send(HELLO + ",'token':'bad'}");
        assertEquals(
                json("{'type':'error','seq':0,'timestamp':'2026-11-20T12:00:00.000Z',"
                        + "'error':{'code':'UNAUTHENTICATED','message':'no valid credentials'}}"),
                client.takeOne());
        assertEquals(4401, client.closeCode());
    }

    @Test
    void P2_no_token_in_any_place_is_4401() {
        RawClient client = stage.connect(null);
        client.send(HELLO + "}");
        assertEquals(4401, client.closeCode());
    }

    @Test
    void P2_a_handshake_token_where_that_place_is_off_is_401_at_the_upgrade() {
        assertEquals(401, only(TokenPlace.AUTHORIZATION).connect(null).refusal());
    }

    @Test
    void P2_an_authenticator_that_throws_is_503_at_the_upgrade() {
        Stage failing = failing();
        Admission.Refused refused =
                assertInstanceOf(Admission.Refused.class, failing.server.admit(request("Bearer t", List.of(), null)));
        assertEquals(503, refused.status());
        assertEquals(Duration.ofSeconds(5), refused.retryAfter());
        assertTrue(!refused.reason().contains("secret"), refused.reason());
    }

    @Test
    void P2_an_authenticator_that_throws_at_the_handshake_is_1011() {
        RawClient client = failing().connect(null);
        client.send(HELLO + ",'token':'t'}");
        assertTrue(client.takeOne().contains(json("'code':'INTERNAL'")));
        assertEquals(1011, client.closeCode());
    }

    private static Stage failing() {
        return new Stage(options -> options.authenticator(token -> {
            throw new IllegalStateException("secret of the database");
        }));
    }

    @Test
    void P2_a_second_message_before_authentication_is_4401() {
        HandheldTransport transport = new HandheldTransport();
        Transport.Listener server = stage.server.open(transport, new Admission.Admitted(null, null));
        server.onFrame(Frame.text(json(HELLO + ",'token':'maria@acme'}")));
        server.onFrame(Frame.text(json("{'type':'pong'}")));
        stage.settle();
        transport.completeAll();
        assertEquals(4401, transport.closeCode());
        assertTrue(transport.sent().stream().noneMatch(text -> text.contains("ack")));
    }

    @Test
    void P2_a_first_message_above_32_KiB_before_authentication_is_4413() {
        RawClient client = stage.connect(null);
        client.send(HELLO + ",'token':'" + "x".repeat(32 * 1024) + "'}");
        assertTrue(client.takeOne().contains(json("'code':'TOO_LARGE'")));
        assertEquals(4413, client.closeCode());
    }

    @Test
    void P2_a_first_message_of_exactly_32_KiB_is_taken() {
        RawClient client = stage.connect(null);
        String start = HELLO + ",'token':'maria@acme','x':'";
        client.send(start + "x".repeat(32 * 1024 - start.length() - 2) + "'}");
        assertTrue(client.takeOne().contains(json("'type':'ack'")));
    }

    @Test
    void P2_an_authenticated_client_may_send_more_than_32_KiB() {
        RawClient client = stage.connect("maria@acme");
        client.send(HELLO + ",'x':'" + "x".repeat(40 * 1024) + "'}");
        assertTrue(client.takeOne().contains(json("'type':'ack'")));
    }

    @Test
    void a_message_above_the_limit_of_64_KiB_is_4413() {
        RawClient client = stage.subscribed("finance");
        client.send(Frame.text("x".repeat(64 * 1024 + 1)));
        assertEquals(4413, client.closeCode());
    }

    @Test
    void P2_an_origin_that_is_not_on_the_list_is_403() {
        assertEquals(403, status(origin("https://evil.example", "app.example.com")));
    }

    @Test
    void P2_the_own_origin_comes_in() {
        assertInstanceOf(Admission.Admitted.class, origin("https://app.example.com", "app.example.com"));
    }

    @Test
    void P2_the_own_origin_on_another_port_is_403() {
        assertEquals(403, status(origin("https://app.example.com:8443", "app.example.com")));
    }

    @Test
    void P2_an_origin_that_only_begins_like_the_own_one_is_403() {
        assertEquals(403, status(origin("https://app.example.com.evil.example", "app.example.com")));
    }

    @Test
    void P2_the_origin_null_of_a_sandboxed_page_is_403() {
        assertEquals(403, status(origin("null", "app.example.com")));
    }

    @Test
    void P2_a_listed_origin_comes_in_whatever_the_host() {
        Stage listed = new Stage(options -> options.allowedOrigins("https://App.example.com"));
        assertInstanceOf(
                Admission.Admitted.class,
                listed.server.admit(new UpgradeRequest(
                        "https://app.Example.com", "10.0.0.1:8080", "Bearer maria@acme", List.of(), null)));
    }

    private Admission origin(String origin, String host) {
        return stage.server.admit(new UpgradeRequest(origin, host, "Bearer maria@acme", List.of(), null));
    }

    @Test
    void P2_where_the_container_cannot_refuse_the_close_code_says_the_same() {
        assertEquals(4401, new Admission.Refused(401, null, "").closeCode());
        assertEquals(4403, new Admission.Refused(403, null, "").closeCode());
        assertEquals(1013, new Admission.Refused(503, null, "").closeCode());
    }

    @Test
    void F2_5_connections_that_wait_for_authentication_are_limited() {
        Stage small = new Stage(options -> options.limits(Limits.DEFAULT.unauthenticated(2)));
        small.connect(null);
        RawClient second = small.connect(null);
        assertEquals(503, small.connect(null).refusal());
        second.close(1000);
        assertEquals(0, small.connect(null).refusal());
    }

    @Test
    void F2_5_an_authenticated_connection_makes_room_for_one_that_is_not() {
        Stage small = new Stage(options -> options.limits(Limits.DEFAULT.unauthenticated(1)));
        small.connect(null).send(HELLO + ",'token':'maria@acme'}");
        assertEquals(0, small.connect(null).refusal());
    }

    // ---- P3

    @Test
    void P3_the_subprotocol_is_chosen_when_offered() {
        Admission admission = stage.server.admit(request(null, List.of("x", "realtime.v1", "bearer.maria@acme"), null));
        assertEquals("realtime.v1", ((Admission.Admitted) admission).subprotocol());
    }

    @Test
    void P3_none_offered_is_fine() {
        Admission admission = stage.server.admit(request("Bearer maria@acme", List.of(), null));
        assertNull(((Admission.Admitted) admission).subprotocol());
    }

    // ---- the application's side

    @Test
    void the_authenticator_is_asked_once_for_a_connection() {
        List<String> asked = new ArrayList<>();
        Stage counting = new Stage(options -> options.authenticator(token -> {
            asked.add(token);
            return Stage.authenticate(token);
        }));
        counting.subscribed("finance");
        assertEquals(List.of("maria@acme"), asked);
    }

    @Test
    void a_server_without_authenticator_is_not_built() {
        var builder = RealtimeServer.builder().authorizer((identity, service) -> true);
        assertTrue(assertThrows(IllegalStateException.class, builder::build)
                .getMessage()
                .contains("authenticator"));
    }

    @Test
    void a_server_without_authorizer_is_not_built() {
        var builder = RealtimeServer.builder().authenticator(Stage::authenticate);
        assertTrue(assertThrows(IllegalStateException.class, builder::build)
                .getMessage()
                .contains("authorizer"));
    }
}
