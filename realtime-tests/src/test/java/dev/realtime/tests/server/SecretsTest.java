package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.realtime.client.RealtimeClient;
import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.ChannelOptions;
import dev.realtime.core.server.Limits;
import dev.realtime.core.server.Snapshot;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.Link;
import dev.realtime.testkit.ProbedClient;
import dev.realtime.tests.logs.Logs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

/** F7.3: at no level does a token or a payload reach a log. */
class SecretsTest {
    private static final String TOKEN = "t0k3n";
    private static final String PAYLOAD = "p4yl04d";
    private static final String GOOD = "good-" + TOKEN;
    private static final String BAD = "bad-" + TOKEN;

    private final Logs logs = Logs.at(Level.TRACE);
    private final Stage stage = new Stage(
            Retention.of(Duration.ofMinutes(5), 3),
            options -> options.authenticator(SecretsTest::authenticate)
                    .limits(Limits.DEFAULT.connectionsPerUser(2))
                    .channels(channel -> ChannelOptions.DEFAULT.snapshots(
                            (which, head) -> CompletableFuture.completedFuture(new Snapshot(head, PAYLOAD)))));

    private static Optional<Identity> authenticate(String token) {
        if (token.equals("broken-" + TOKEN)) {
            throw new IllegalStateException("the user directory is away");
        }
        return token.equals(GOOD) ? Optional.of(Identity.of("acme", "maria")) : Optional.empty();
    }

    @AfterEach
    void nothing_secret_was_logged() {
        logs.close();
        assertFalse(logs.lines().isEmpty());
        for (Logs.Line line : logs.lines()) {
            String text = line.everything();
            assertFalse(text.contains(TOKEN), text);
            assertFalse(text.contains(PAYLOAD), text);
        }
    }

    static Stream<Arguments> places() {
        return Stream.of(GOOD, BAD, "broken-" + TOKEN)
                .flatMap(token -> Stream.of(
                        arguments(new UpgradeRequest(null, null, "Bearer " + token, List.of(), null), ""),
                        arguments(new UpgradeRequest(null, null, null, List.of("bearer." + token), null), ""),
                        arguments(new UpgradeRequest(null, null, null, List.of(), token), ""),
                        arguments(new UpgradeRequest(null, null, null, List.of(), null), ",'token':'" + token + "'")));
    }

    @ParameterizedTest
    @MethodSource("places")
    void a_token_in_every_place(UpgradeRequest request, String member) {
        Admission admission = stage.server.admit(request);
        if (admission instanceof Admission.Admitted admitted) {
            HandheldTransport transport = new HandheldTransport();
            Transport.Listener server = stage.server.open(transport, admitted);
            server.onFrame(Frame.text(json("{'version':1,'services':['finance']" + member + "}")));
            stage.settle();
            stage.publish(PAYLOAD);
            transport.completeAll();
            server.onFrame(Frame.text(json("{'type':'refresh','id':1,'token':'" + BAD + "'}")));
            server.onFrame(Frame.text(json("{'type':'refresh','id':2,'token':'" + GOOD + "'}")));
            stage.settle();
            server.onClosed(CloseReason.of(CloseReason.ABNORMAL, ""));
            stage.settle();
        }
    }

    @Test
    void payloads_live_and_replayed_and_in_gaps_and_snapshots() {
        RawClient client = shaken("");
        for (int i = 0; i < 10; i++) {
            stage.publish(FINANCE, Event.of("t", PAYLOAD).tag("tag", PAYLOAD).entity("e", PAYLOAD));
        }
        client.link.cut();
        stage.settle();
        shaken(",'positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':8}}");
        shaken(",'positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':1}}");
        stage.server.invalidate(FINANCE, PAYLOAD);
        stage.settle();
        assertEquals(1, logs.of("replayed").size());
        assertEquals(1, logs.of("gap").size());
        assertFalse(logs.of("broadcast").isEmpty());
    }

    private RawClient shaken(String more) {
        RawClient client = stage.connect(GOOD);
        client.send("{'version':1,'services':['finance']" + more + "}");
        return client;
    }

    @Test
    void messages_that_break_the_protocol() {
        for (String bad : List.of(
                PAYLOAD,
                "{'" + PAYLOAD,
                "{'type':'" + PAYLOAD + "','token':'" + TOKEN + "'}",
                "{'type':'subscribe','id':1,'services':['" + PAYLOAD + " " + TOKEN + "']}",
                "{'type':'filter','id':1,'filters':{'" + PAYLOAD + "':{}}}",
                "{'type':'refresh','id':1,'token':7,'other':'" + TOKEN + "'}",
                "['" + TOKEN + "']")) {
            stage.connect(GOOD).send(bad); // in place of a handshake
            RawClient client = shaken("");
            client.send(bad);
            client.link.cut();
            stage.settle();
        }
        shaken("").send("x".repeat(100_000) + PAYLOAD);
        stage.advance(Duration.ofMinutes(1));
        assertFalse(logs.of("refused").isEmpty());
    }

    @Test
    void a_client_in_java() {
        Link link = stage.network.link();
        RealtimeClientBuilder builder = RealtimeClient.builder(InMemoryNetwork.ADDRESS)
                .connector(link)
                .random(new Random(2))
                .token(() -> GOOD)
                .on("tasks", event -> {
                    throw new IllegalStateException("the application fails");
                });
        RealtimeClient client =
                ProbedClient.build("maria", stage.time, builder, "finance").client();
        client.start();
        stage.advance(Duration.ofSeconds(1));
        stage.publish(PAYLOAD);
        stage.publish(Channel.of("acme", "tasks"), Event.of("t", PAYLOAD));
        stage.server.invalidate(FINANCE, PAYLOAD);
        link.cut();
        for (int i = 0; i < 10; i++) {
            stage.publish(PAYLOAD);
        }
        stage.advance(Duration.ofSeconds(10)); // a gap, and a snapshot
        client.close();
        stage.advance(Duration.ofSeconds(1));
        assertTrue(logs.of("dispatched").size() >= 2, () -> logs.lines().toString());
        assertEquals(1, logs.of("reconnect scheduled").size());
        assertTrue(
                logs.of("reconnect scheduled").get(0).matches("INFO reconnect scheduled delay=PT[0-9.]+S attempt=1"));
        assertFalse(logs.of("client state").isEmpty());
    }
}
