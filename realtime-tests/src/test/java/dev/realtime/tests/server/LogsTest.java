package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static dev.realtime.tests.server.Stage.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.Event;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.Limits;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.tests.logs.Logs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** F7.3: what the server logs. Messages and keys are stable: operators search for them. */
class LogsTest {
    private static final int BYTES = json("[{'type':'t','data':'x'}]").length();

    private final Stage stage = new Stage(Retention.of(Duration.ofMinutes(5), 3), options -> options);
    private final Logs logs = Logs.at(Level.DEBUG);

    @AfterEach
    void close() {
        logs.close();
    }

    private RawClient resumed(long seq) {
        RawClient client = stage.connect("maria@acme");
        client.send("{'version':1,'services':['finance'],'positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':"
                + seq + "}}}");
        return client;
    }

    private Transport.Listener shakeHands(HandheldTransport transport) {
        Admission admission = stage.server.admit(new UpgradeRequest(null, null, "Bearer maria@acme", List.of(), null));
        Transport.Listener server = stage.server.open(transport, (Admission.Admitted) admission);
        server.onFrame(Frame.text(json("{'version':1,'services':['finance']}")));
        stage.settle();
        transport.completeAll();
        return server;
    }

    // ---- connections

    @Test
    void a_connection_that_opens_and_closes() {
        stage.subscribed("finance", "tasks").close(1000);
        stage.settle();
        assertEquals(
                List.of("INFO connection opened org=acme user=maria services=[finance, tasks]"),
                logs.of("connection opened"));
        assertEquals(List.of("INFO connection closed org=acme user=maria code=1000"), logs.of("connection closed"));
    }

    @Test
    void lines_of_one_connection_have_its_name_and_one_logger() {
        stage.subscribed("finance").close(1000);
        stage.settle();
        List<Logs.Line> lines = logs.lines().stream()
                .filter(line -> line.message().startsWith("connection "))
                .toList();
        assertEquals(2, lines.size());
        assertEquals(
                lines.get(0).values().get("connection"), lines.get(1).values().get("connection"));
        lines.forEach(line -> assertEquals("dev.realtime.core.server.Connection", line.logger()));
    }

    @Test
    void a_connection_that_makes_room_for_another() {
        for (int i = 0; i < 10; i++) {
            stage.subscribed("finance");
        }
        stage.advance(Duration.ofSeconds(31));
        stage.subscribed("finance");
        assertEquals(List.of("INFO evicted org=acme user=maria"), logs.of("evicted"));
    }

    // ---- refused

    @Test
    void an_upgrade_that_is_refused() {
        stage.connect("nobody");
        stage.server.admit(new UpgradeRequest("https://evil.example", "app.example", null, List.of(), null));
        stage.server.close();
        stage.connect("maria@acme");
        assertEquals(
                List.of(
                        "INFO refused status=401 reason=bad credentials",
                        "INFO refused status=403 origin=https://evil.example reason=origin not allowed",
                        "INFO refused status=503 reason=the server stops"),
                logs.of("refused"));
    }

    @Test
    void an_origin_is_cut_before_it_is_logged() {
        stage.server.admit(new UpgradeRequest("h".repeat(10_000), "app.example", null, List.of(), null));
        assertEquals(
                "h".repeat(200),
                logs.lines().get(logs.lines().size() - 1).values().get("origin"));
    }

    @Test
    void a_handshake_that_is_refused() {
        stage.connect(null).send("{'version':1,'services':['finance'],'token':'nobody'}");
        stage.connect("maria@acme").send("hello");
        stage.connect("maria@acme");
        stage.advance(Duration.ofSeconds(10));
        assertEquals(
                List.of(
                        "INFO refused code=4401 reason=no valid credentials",
                        "INFO refused code=4400 reason=not valid JSON within the limits at line 1, column 1",
                        "INFO refused code=4408 reason=no handshake within 10 s"),
                logs.of("refused"));
        assertEquals(List.of(), logs.of("connection opened"));
    }

    @Test
    void a_handshake_that_is_refused_at_a_cap() {
        Stage small = new Stage(options -> options.limits(Limits.DEFAULT.connectionsPerOrg(1)));
        small.subscribed("finance");
        small.connect("bob@acme").send("{'version':1,'services':['finance']}");
        assertEquals(List.of("INFO refused code=4481 reason=too many connections"), logs.of("refused"));
    }

    @Test
    void a_client_that_goes_before_its_handshake_was_not_refused() {
        stage.connect("maria@acme").close(1000);
        stage.settle();
        assertEquals(List.of(), logs.of("refused"));
    }

    // ---- upstreams

    @Test
    void an_upstream_that_opens_and_closes_after_its_grace() {
        stage.subscribed("finance").close(1000);
        assertEquals(List.of("INFO upstream opened org=acme service=finance"), logs.of("upstream opened"));
        stage.advance(Duration.ofSeconds(14));
        assertEquals(List.of(), logs.of("upstream closed"));
        stage.advance(Duration.ofSeconds(1));
        assertEquals(List.of("INFO upstream closed org=acme service=finance"), logs.of("upstream closed"));
    }

    @Test
    void an_upstream_that_closes_with_the_server() {
        stage.subscribed("finance");
        stage.server.close();
        stage.settle();
        assertEquals(List.of("INFO upstream closed org=acme service=finance"), logs.of("upstream closed"));
    }

    // ---- broadcast

    private static String broadcast(int recipients, int events) {
        return "DEBUG broadcast org=acme service=finance recipients=" + recipients + " events=" + events + " bytes="
                + events * BYTES;
    }

    @Test
    void a_round_of_the_fan_out_is_one_line() {
        stage.publish("x"); // before the channel was opened
        stage.subscribed("finance");
        stage.subscribed("finance");
        stage.publish("x");
        stage.server.publish(FINANCE, Event.of("t", "x"));
        stage.publish("x");
        assertEquals(List.of(broadcast(2, 1), broadcast(2, 2)), logs.of("broadcast"));
    }

    @Test
    void a_round_that_is_larger_than_a_range_is_one_line() {
        Stage large = new Stage(Retention.of(Duration.ofMinutes(5), 5_000), options -> options);
        large.subscribed("finance");
        for (int i = 0; i < 2_500; i++) {
            large.server.publish(FINANCE, Event.of("t", "x"));
        }
        large.settle();
        assertEquals(List.of(broadcast(1, 2_500)), logs.of("broadcast"));
    }

    @Test
    void nothing_is_said_of_a_broadcast_to_nobody() {
        stage.subscribed("finance").close(1000);
        stage.publish("x");
        assertEquals(List.of(), logs.of("broadcast"));
    }

    @Test
    void a_broadcast_is_no_news_at_info() {
        logs.close();
        try (Logs info = Logs.at(Level.INFO)) {
            stage.subscribed("finance");
            stage.publish("x");
            assertEquals(List.of(), info.of("broadcast"));
        }
    }

    // ---- replayed

    private static String replayed(int count) {
        return "INFO replayed org=acme user=maria service=finance count=" + count;
    }

    @Test
    void a_client_that_gets_what_it_missed_is_told_once() {
        stage.publish("one");
        stage.publish("two");
        stage.publish("three");
        resumed(1);
        assertEquals(List.of(replayed(2)), logs.of("replayed"));
        stage.publish("live");
        assertEquals(List.of(replayed(2)), logs.of("replayed"));
        assertEquals(2, stage.server.metrics().delivery().missedEventsReplayed());
    }

    @Test
    void a_client_that_missed_nothing_replays_nothing() {
        stage.publish("one");
        resumed(1);
        stage.subscribed("finance");
        stage.publish("live");
        assertEquals(List.of(), logs.of("replayed"));
    }

    @Test
    void a_replay_in_several_frames_is_told_at_its_end() {
        Stage large = new Stage(Retention.of(Duration.ofMinutes(5), 5_000), options -> options);
        for (int i = 0; i < 2_500; i++) {
            large.server.publish(FINANCE, Event.of("t", "x"));
        }
        RawClient client = large.connect("maria@acme");
        client.send(
                "{'version':1,'services':['finance'],'positions':{'finance':{'epoch':'" + Stage.E0 + "','seq':500}}}");
        assertEquals(List.of(replayed(2_000)), logs.of("replayed"));
        assertEquals(2_000, large.server.metrics().delivery().missedEventsReplayed());
    }

    @Test
    void a_filter_counts_only_what_passes() {
        for (int i = 0; i < 3; i++) {
            stage.publish(FINANCE, Event.of("t", "x").tag("propertyId", i % 2));
        }
        RawClient client = stage.connect("maria@acme");
        client.send("{'version':1,'services':['finance'],'filters':{'propertyId':1},'positions':{'finance':{'epoch':'"
                + Stage.E0 + "','seq':0}}}");
        assertEquals(List.of(replayed(1)), logs.of("replayed"));
    }

    @Test
    void a_new_filter_does_not_begin_the_replay_anew() {
        stage.publish("one");
        RawClient client = resumed(0);
        client.send("{'type':'filter','id':1,'filters':{'propertyId':1}}");
        stage.publish(FINANCE, Event.of("t", "x").tag("propertyId", 1));
        assertEquals(List.of(replayed(1)), logs.of("replayed"));
    }

    // ---- gaps and slow consumers

    @Test
    void a_gap_has_its_reason() {
        RawClient client = stage.connect("maria@acme");
        client.send("{'version':1,'services':['finance'],'positions':{'finance':{'epoch':'old','seq':1}}}");
        stage.publish("live");
        assertEquals(List.of("INFO gap org=acme user=maria service=finance reason=epoch"), logs.of("gap"));
        assertEquals(List.of(), logs.of("replayed"));
        assertEquals(List.of(), logs.of("slow consumer"));
    }

    @Test
    void a_client_that_reads_too_slowly_is_a_warning() {
        HandheldTransport slow = new HandheldTransport();
        shakeHands(slow);
        for (int i = 0; i < 10; i++) {
            stage.publish("x");
        }
        slow.completeAll();
        assertEquals(List.of("WARN slow consumer org=acme user=maria service=finance"), logs.of("slow consumer"));
        assertEquals(List.of("INFO gap org=acme user=maria service=finance reason=slow-consumer"), logs.of("gap"));
        assertEquals(1, stage.server.metrics().delivery().slowConsumers());
    }

    @Test
    void a_client_that_does_not_read_at_all_is_closed_and_told() {
        Transport.Listener server = shakeHands(new HandheldTransport());
        stage.publish("in flight");
        stage.advance(Duration.ofSeconds(30));
        server.onClosed(CloseReason.of(1006, ""));
        stage.settle();
        assertEquals(List.of("INFO slow consumer org=acme user=maria code=4480"), logs.of("slow consumer"));
        assertEquals(List.of("INFO connection closed org=acme user=maria code=4480"), logs.of("connection closed"));
    }

    // ---- drained

    @Test
    void a_drain_is_told_at_its_end() {
        RawClient one = stage.subscribed("finance");
        RawClient two = stage.subscribed("finance");
        stage.server.drain(Duration.ofSeconds(10));
        one.close(1000);
        stage.advance(Duration.ofSeconds(3));
        assertEquals(List.of(), logs.of("drained"));
        two.close(1000);
        stage.settle();
        stage.server.drain(Duration.ZERO);
        stage.advance(Duration.ofMinutes(1));
        assertEquals(List.of("INFO drained count=2 left=0 durationMs=3000"), logs.of("drained"));
    }

    @Test
    void a_drain_of_nobody_is_told_at_once() {
        stage.server.drain(Duration.ofSeconds(10));
        assertEquals(List.of("INFO drained count=0 left=0 durationMs=0"), logs.of("drained"));
    }

    @Test
    void a_drain_that_somebody_does_not_follow_says_so() {
        shakeHands(new HandheldTransport()); // never closes
        stage.server.drain(Duration.ofSeconds(10));
        stage.advance(Duration.ofSeconds(20));
        assertEquals(List.of("INFO drained count=1 left=1 durationMs=20000"), logs.of("drained"));
    }

    // ---- failures of others

    @Test
    void what_the_application_fails_at_is_an_error() {
        Stage failing = new Stage(options -> options.authorizer((identity, service) -> {
            throw new IllegalStateException("the rights are away");
        }));
        failing.subscribed("finance");
        assertEquals(List.of("ERROR the authorizer failed service=finance"), logs.of("the authorizer failed"));
    }

    @Test
    void an_upstream_that_cannot_be_opened_is_a_warning() {
        Stage failing = new Stage(options -> options.upstream((channel, sink) -> {
            throw new IllegalStateException("the bus is away");
        }));
        failing.subscribed("finance");
        assertEquals(
                List.of("WARN a channel could not be opened org=acme service=finance"),
                logs.of("a channel could not be opened"));
        assertEquals(List.of(), logs.of("upstream opened"));
    }
}
