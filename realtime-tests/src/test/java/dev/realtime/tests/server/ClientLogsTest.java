package dev.realtime.tests.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.RealtimeClient;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.Link;
import dev.realtime.tests.logs.Logs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** F7.3: what the Java client logs. Messages and keys are stable: operators search for them. */
class ClientLogsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Stage stage = new Stage();
    private final Link link = stage.network.link();
    private final Logs logs = Logs.at(Level.DEBUG);
    private final RealtimeClient client = RealtimeClient.builder(InMemoryNetwork.ADDRESS)
            .connector(link)
            .scheduler(stage.time)
            .random(new Random(5))
            .token(() -> "maria@acme")
            .on("finance", event -> {})
            .build();

    @AfterEach
    void close() {
        logs.close();
    }

    private void start() {
        client.start();
        stage.advance(SECOND);
    }

    @Test
    void every_state_is_one_line() {
        start();
        link.cut();
        stage.advance(Duration.ofSeconds(2));
        client.close();
        stage.advance(SECOND);
        List<String> states = logs.lines().stream()
                .filter(line -> line.message().equals("client state"))
                .map(line -> line.level() + " "
                        + line.values().get("state").getClass().getSimpleName())
                .toList();
        assertEquals(
                List.of("INFO Connecting", "INFO Open", "INFO Waiting", "INFO Connecting", "INFO Open", "INFO Closed"),
                states);
    }

    @Test
    void a_reconnect_has_its_delay_and_counts_the_attempts() {
        start();
        link.refuse(2, 500);
        link.cut();
        stage.advance(Duration.ofSeconds(20));
        List<Logs.Line> scheduled = logs.lines().stream()
                .filter(line -> line.message().equals("reconnect scheduled"))
                .toList();
        assertEquals(
                List.of(1, 2, 3),
                scheduled.stream().map(line -> line.values().get("attempt")).toList());
        assertTrue(scheduled.stream()
                .map(line -> (Duration) line.values().get("delay"))
                .allMatch(delay -> delay.compareTo(SECOND) >= 0));
        assertTrue(scheduled.stream().allMatch(line -> line.level() == Level.INFO));
    }

    @Test
    void what_is_dispatched_is_told_after_deduplication() {
        start();
        stage.publish(Stage.FINANCE, Event.of("t", "one"));
        link.unrealistic().repeatFrames(1);
        stage.publish(Stage.FINANCE, Event.of("t", "two"));
        stage.settle();
        assertEquals(
                List.of(
                        "DEBUG dispatched service=finance position=" + Stage.E0 + ".1",
                        "DEBUG dispatched service=finance position=" + Stage.E0 + ".2"),
                logs.of("dispatched"));
        assertEquals(1, client.statistics().duplicates());
    }

    @Test
    void a_gap_and_a_refused_service_are_told() {
        Stage strict = new Stage(options -> options.authorizer((identity, service) -> service.equals("finance")));
        RealtimeClient other = RealtimeClient.builder(InMemoryNetwork.ADDRESS)
                .connector(strict.network.link())
                .scheduler(strict.time)
                .random(new Random(6))
                .token(() -> "maria@acme")
                .positions(Map.of("finance", new Position("old", 9)))
                .on("finance", event -> {})
                .on("secret", event -> {})
                .build();
        other.start();
        strict.advance(SECOND);
        assertEquals(List.of("WARN service refused service=secret code=FORBIDDEN"), logs.of("service refused"));
        assertTrue(logs.of("gap").stream().anyMatch(line -> line.startsWith("INFO gap service=finance reason=")));
    }
}
