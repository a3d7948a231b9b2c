package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Event;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.DeliveryStats;
import dev.realtime.core.server.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** F1.10: a client that does not read costs a cursor, not a queue. */
class BackPressureTest {
    private static final int CLIENTS = 100;
    private static final int RETAINED = 1_000;

    private static Stage stage() {
        return new Stage(
                Retention.of(Duration.ofMinutes(5), RETAINED),
                options -> options.limits(Limits.DEFAULT.connectionsPerUser(1_000)));
    }

    /** Clients that do not read, and whose network takes one frame. */
    private static List<RawClient> stalled(Stage stage) {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            RawClient client = stage.finance("'encodings':['binary']");
            client.link.window(1);
            client.link.stall();
            clients.add(client);
        }
        return clients;
    }

    private static void publish(Stage stage, int count) {
        for (int i = 0; i < count; i++) {
            stage.server.publish(FINANCE, Event.of("t", i));
            if (i % 50 == 0) {
                stage.settle();
            }
        }
        stage.settle();
    }

    private static List<Follower> resumed(Stage stage, List<RawClient> clients, long from) {
        clients.forEach(client -> client.link.resume());
        stage.settle();
        List<Follower> followers = new ArrayList<>();
        for (int i = 0; i < clients.size(); i += 10) { // some will do: they take time
            Follower follower = new Follower().from(new Position(Stage.E0, from));
            followers.add(follower.hear(clients.get(i).take()));
            assertTrue(follower.isAt(stage.head()));
        }
        return followers;
    }

    @Test
    void F1_10_a_hundred_stalled_clients_and_100_000_publications_cost_two_frames_for_all_and_then_a_gap() {
        Stage stage = stage();
        List<RawClient> clients = stalled(stage);
        publish(stage, 100_000);
        DeliveryStats numbers = stage.server.metrics().delivery();
        assertTrue(numbers.encodings() <= 2, numbers::toString); // one under way, one that waits for the window
        assertEquals(RETAINED, stage.broker.buffer(FINANCE).size());
        for (Follower follower : resumed(stage, clients, 0)) {
            assertEquals(1, follower.gaps.size());
            assertEquals(GapReason.SLOW_CONSUMER, follower.gaps.get(0).reason());
            assertTrue(follower.entries.size() <= 2 * 50);
        }
        assertEquals(CLIENTS, stage.server.metrics().delivery().slowConsumers());
        clients.forEach(RawClient::takeFrames);
        publish(stage, 1);
        clients.forEach(client -> assertEquals(1, client.takeFrames().size()));
    }

    @Test
    void F1_10_stalled_clients_that_are_not_overtaken_catch_up_with_few_large_messages() {
        Stage stage = stage();
        List<RawClient> clients = stalled(stage);
        publish(stage, RETAINED);
        long before = stage.server.metrics().delivery().encodings();
        for (Follower follower : resumed(stage, clients, 0)) {
            assertEquals(List.of(), follower.gaps);
            assertEquals(RETAINED, follower.entries.size());
        }
        long encodings = stage.server.metrics().delivery().encodings() - before;
        assertTrue(encodings <= 6, encodings + " encodings");
    }

    @Test
    void F1_10_clients_that_read_are_not_held_up_by_those_who_do_not() {
        Stage stage = stage();
        stalled(stage);
        RawClient quick = stage.finance("");
        publish(stage, 10_000);
        Follower follower = new Follower().from(new Position(Stage.E0, 0)).hear(quick.take());
        assertEquals(10_000, follower.entries.size());
        assertEquals(List.of(), follower.gaps);
    }

    @Test
    void F1_10_stalled_clients_get_no_heap_of_pings() {
        Stage stage = stage();
        List<RawClient> clients = stalled(stage);
        stage.advance(Duration.ofSeconds(29)); // a ping is under way, nobody is closed yet
        publish(stage, 10);
        stage.advance(Duration.ofMinutes(10));
        assertTrue(clients.stream().allMatch(client -> client.take().isEmpty()));
        assertEquals(0, stage.server.metrics().activeConnections());
        assertEquals(CLIENTS, stage.server.metrics().delivery().slowConsumers());
        assertEquals(0, stage.broker.buffer(FINANCE).size());
    }
}
