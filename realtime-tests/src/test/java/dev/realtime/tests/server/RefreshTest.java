package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.RealtimeServerBuilder;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** F2.4, protocol rules P6, P19: new credentials, and rights that are looked at again. */
class RefreshTest {
    private static final String HEAD = "'seq':0,'timestamp':'2026-11-20T12:00:00.000Z'";
    private static final String ME = "'connectionId':'C','identity':{'org':'acme','user':'maria'},'heartbeatMs':30000";
    private static final Channel TASKS = Channel.of("acme", "tasks");

    private final Set<String> forbidden = new HashSet<>();
    private boolean failing;
    private final Stage stage = stage(options -> options);

    private Stage stage(UnaryOperator<RealtimeServerBuilder> more) {
        return new Stage(options ->
                more.apply(options.authenticator(RefreshTest::authenticate).authorizer(this::mayReceive)));
    }

    /** Tokens are {@code user@org}, or {@code user@org 60} for those that expire 60 s after the beginning. */
    private static Optional<Identity> authenticate(String token) {
        if (token.startsWith("broken")) {
            throw new IllegalStateException("the token service is down");
        }
        String[] parts = token.split(" ");
        Optional<Identity> identity = Stage.authenticate(parts[0]);
        return parts.length == 1 ? identity : identity.map(known -> known.expiresAt(at(Long.parseLong(parts[1]))));
    }

    private static Instant at(long seconds) {
        return Instant.parse("2026-11-20T12:00:00Z").plusSeconds(seconds);
    }

    private boolean mayReceive(Identity identity, String service) {
        if (failing) {
            throw new IllegalStateException("the rights are down");
        }
        return !forbidden.contains(service);
    }

    private static void refresh(RawClient client, String token) {
        client.send("{'type':'refresh','id':4,'token':'" + token + "'}");
    }

    private static String unsubscribed(String service, String reason) {
        return json("{'type':'unsubscribed'," + HEAD + ",'service':'" + service + "','reason':'" + reason + "'}");
    }

    // ---- refresh

    @Test
    void P6_a_refresh_is_acknowledged_with_the_new_end_of_the_credentials() {
        RawClient client = stage.subscribed("finance");
        refresh(client, "maria@acme 90");
        assertEquals(
                json("{'type':'ack'," + HEAD + ",'id':4," + ME
                        + ",'positions':{},'tokenExpiresAt':'2026-11-20T12:01:30.000Z'}"),
                client.takeOne());
    }

    @Test
    void F2_4_the_end_moves_with_the_credentials() {
        RawClient client = stage.connect("maria@acme 60");
        client.send("{'version':1,'services':['finance']}");
        stage.advance(Duration.ofSeconds(59));
        refresh(client, "maria@acme 120");
        stage.advance(Duration.ofSeconds(61).minusNanos(1));
        assertEquals(0, client.closeCode());
        stage.advance(Duration.ofNanos(1));
        assertEquals(4401, client.closeCode());
    }

    @Test
    void F2_4_the_end_may_come_nearer() {
        RawClient client = stage.subscribed("finance");
        refresh(client, "maria@acme 10");
        stage.advance(Duration.ofSeconds(10));
        assertTrue(client.take().get(1).contains(json("'code':'UNAUTHENTICATED'")));
        assertEquals(4401, client.closeCode());
    }

    @Test
    void F2_4_credentials_that_never_end_end_no_connection() {
        RawClient client = stage.connect("maria@acme 60");
        client.send("{'version':1,'services':['finance'],'pong':false}");
        refresh(client, "maria@acme");
        stage.advance(Duration.ofHours(2));
        assertEquals(0, client.closeCode());
    }

    @Test
    void F2_4_credentials_that_end_in_thousands_of_years_end_no_connection() {
        RawClient client = stage.connect("maria@acme 9999999999999"); // milliseconds taken for seconds
        client.send("{'version':1,'services':['finance']}");
        client.take();
        stage.advance(Duration.ofSeconds(30));
        assertTrue(client.takeOne().contains(json("'type':'ping'")));
        refresh(client, "maria@acme 8888888888888");
        assertTrue(client.takeOne().contains(json("'id':4,")));
    }

    @Test
    void F2_4_a_bad_token_is_an_error_and_the_connection_lives() {
        RawClient client = stage.subscribed("finance");
        for (String token : List.of("nobody", "maria@acme -1", "")) {
            refresh(client, token);
            assertTrue(client.takeOne().contains(json("'id':4,'error':{'code':'UNAUTHENTICATED'")));
        }
        stage.publish("one");
        assertTrue(client.takeOne().contains("one"));
        assertEquals(0, client.closeCode());
    }

    @Test
    void F2_4_an_authenticator_that_throws_is_an_error_and_the_connection_lives() {
        RawClient client = stage.subscribed("finance");
        refresh(client, "broken");
        assertTrue(client.takeOne().contains(json("'id':4,'error':{'code':'INTERNAL'")));
        assertEquals(0, client.closeCode());
    }

    @Test
    void P6_a_refresh_without_token_is_an_error() {
        RawClient client = stage.subscribed("finance");
        client.send("{'type':'refresh','id':4}");
        assertTrue(client.takeOne().contains(json("'id':4,'error':{'code':'BAD_MESSAGE'")));
        assertEquals(0, client.closeCode());
    }

    @Test
    void P6_the_credentials_of_another_user_or_org_are_4401() {
        for (String other : List.of("eve@acme", "maria@other")) {
            RawClient client = stage.subscribed("finance");
            refresh(client, other);
            assertTrue(client.takeOne().contains(json("'code':'UNAUTHENTICATED'")));
            assertEquals(4401, client.closeCode());
        }
    }

    @Test
    void P6_new_rights_are_there_after_a_refresh() {
        forbidden.add("tasks");
        RawClient client = stage.subscribed("finance");
        forbidden.clear();
        refresh(client, "maria@acme");
        client.send("{'type':'subscribe','id':5,'services':['tasks']}");
        assertTrue(client.take().get(1).contains(json("'resumed':'fresh'")));
    }

    @Test
    void P19_lost_rights_end_exactly_that_service_before_the_ack_of_the_refresh() {
        RawClient client = stage.subscribed("finance", "tasks");
        forbidden.add("finance");
        refresh(client, "maria@acme");
        List<String> texts = client.take();
        assertEquals(unsubscribed("finance", "revoked"), texts.get(0));
        assertTrue(texts.get(1).contains(json("'id':4,")), texts::toString);
        stage.publish("secret");
        assertEquals(List.of(), client.take());
        stage.publish(TASKS, Event.of("t", "goes on"));
        assertTrue(client.takeOne().contains("goes on"));
    }

    @Test
    void P19_an_authorizer_that_throws_closes_the_service_without_revoking_it() {
        RawClient client = stage.subscribed("finance");
        failing = true;
        refresh(client, "maria@acme");
        assertEquals(unsubscribed("finance", "closed"), client.take().get(0));
        assertEquals(0, client.closeCode());
        failing = false;
        client.send("{'type':'subscribe','id':5,'services':['finance']}");
        assertTrue(client.takeOne().contains(json("'resumed':'fresh'")));
    }

    // ---- reauthorize

    @Test
    void P19_reauthorize_ends_what_a_user_may_not_receive_any_more() {
        RawClient one = stage.subscribed("finance", "tasks");
        RawClient two = stage.subscribed("tasks");
        RawClient bob = stage.connect("bob@acme");
        bob.send("{'version':1,'services':['finance']}");
        bob.take();
        forbidden.add("finance");
        stage.server.reauthorize("acme", "maria");
        assertEquals(List.of(unsubscribed("finance", "revoked")), one.take());
        assertEquals(List.of(), two.take());
        assertEquals(List.of(), bob.take());
    }

    @Test
    void P19_reauthorize_changes_nothing_for_those_who_keep_their_rights() {
        RawClient client = stage.subscribed("finance");
        stage.server.reauthorize("acme", "maria");
        stage.server.reauthorize("acme", "nobody");
        assertEquals(List.of(), client.take());
        stage.publish("one");
        assertEquals(1, client.take().size());
    }

    @Test
    void D4_nothing_that_waits_is_sent_after_the_revocation() {
        HandheldTransport slow = new HandheldTransport();
        stage.open(slow, "'services':['finance']");
        stage.publish("in flight");
        stage.publish("waits");
        forbidden.add("finance");
        stage.server.reauthorize("acme", "maria");
        stage.settle();
        slow.completeAll();
        List<String> texts = slow.take();
        assertTrue(texts.get(0).contains("in flight"), texts::toString);
        assertEquals(unsubscribed("finance", "revoked"), texts.get(1));
        assertEquals(2, texts.size());
    }

    @Test
    void D4_a_subscribe_that_was_authorised_just_before_does_not_survive() {
        SlowBroker slow =
                new SlowBroker(new InMemoryBroker(Retention.DEFAULT, ManualScheduler.inOrder(), new Random(1)));
        Stage remote = stage(options -> options.broker(slow));
        RawClient client = remote.subscribed("finance");
        slow.hold();
        client.send("{'type':'subscribe','id':5,'services':['tasks']}");
        forbidden.add("tasks");
        remote.server.reauthorize("acme", "maria");
        slow.release();
        List<String> texts = client.take();
        assertTrue(texts.get(0).contains(json("'id':5,")), texts::toString);
        assertEquals(unsubscribed("tasks", "revoked"), texts.get(1));
        remote.server.publish(TASKS, Event.of("t", "secret"));
        assertEquals(List.of(), client.take());
    }

    @Test
    void D4_a_handshake_that_was_authorised_just_before_does_not_survive() {
        SlowBroker slow =
                new SlowBroker(new InMemoryBroker(Retention.DEFAULT, ManualScheduler.inOrder(), new Random(1)));
        slow.hold();
        Stage remote = stage(options -> options.broker(slow));
        RawClient client = remote.connect("maria@acme");
        client.send("{'version':1,'services':['finance']}");
        forbidden.add("finance");
        remote.server.reauthorize("acme", "maria");
        slow.release();
        assertEquals(unsubscribed("finance", "revoked"), client.take().get(1));
    }

    @Test
    void F1_4_a_revoked_service_leaves_no_interest_behind() {
        Source source = new Source();
        Stage open = stage(options -> options.upstream(source));
        RawClient client = open.subscribed("finance");
        forbidden.add("finance");
        open.server.reauthorize("acme", "maria");
        open.server.reauthorize("acme", "maria");
        open.advance(Duration.ofSeconds(15));
        assertEquals(List.of(FINANCE), source.closed);
        client.close(1000);
        open.advance(Duration.ofSeconds(15));
        assertEquals(List.of(FINANCE), source.closed);
    }

    @Test
    void P19_reauthorize_of_a_connection_that_ends_does_no_harm() {
        HandheldTransport transport = new HandheldTransport();
        Transport.Listener server = stage.open(transport, "'services':['finance']");
        forbidden.add("finance");
        server.onFrame(Frame.text("hello"));
        stage.server.reauthorize("acme", "maria");
        stage.settle();
        transport.completeAll();
        assertEquals(4400, transport.closeCode());
        assertEquals(1, transport.take().size());
    }
}
