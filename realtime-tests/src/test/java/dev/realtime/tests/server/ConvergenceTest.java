package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.realtime.client.RealtimeClient;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.ChannelOptions;
import dev.realtime.core.server.Snapshot;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** F1.17: after a gap every client shows what the server has, wherever the connection was cut on the way to it. */
class ConvergenceTest {
    private final Map<String, String> rooms = new TreeMap<>(); // the application's, changed before it publishes
    private Duration thinks = Duration.ZERO;
    private int changes;
    private int screens;
    private final Stage stage = new Stage(
            Retention.of(Duration.ofMinutes(5), 10),
            options -> options.channels(channel -> ChannelOptions.DEFAULT.snapshots(this::look)));

    private CompletionStage<Snapshot> look(Channel channel, Position head) {
        Snapshot state = new Snapshot(head, Map.copyOf(rooms));
        CompletableFuture<Snapshot> answer = new CompletableFuture<>();
        stage.time.schedule(thinks, () -> answer.complete(state));
        return answer;
    }

    private void change(int times) {
        for (int i = 0; i < times; i++) {
            String room = "room" + changes % 17;
            rooms.put(room, "guest " + changes++);
            stage.publish(FINANCE, Event.of("t", rooms.get(room)).entity("room", room));
        }
    }

    /** A client with a state of its own: what its handlers make of it. */
    private final class Screen {
        final Link link = stage.network.link();
        final Map<String, String> rooms = new TreeMap<>();
        final List<String> story = new ArrayList<>();
        private int cutAt; // the frame on the next connection that does not arrive any more
        private int frames;
        private final RealtimeClient client = RealtimeClient.builder(InMemoryNetwork.ADDRESS)
                .connector(link)
                .scheduler(stage.time)
                .random(new Random(++screens)) // each its own instance
                .token(() -> "maria@acme")
                .on("finance", event -> {
                    story.add("event");
                    rooms.put(event.entity().id(), event.data().asText());
                })
                .onSnapshot("finance", JsonNode.class, (data, snapshot) -> {
                    story.add("snapshot");
                    rooms.clear();
                    data.properties()
                            .forEach(room ->
                                    rooms.put(room.getKey(), room.getValue().asText()));
                })
                .onGap(gap -> story.add(gap.snapshotFollows() ? "gap, snapshot follows" : "gap"))
                .build();

        Screen start() {
            client.start();
            stage.advance(Duration.ofSeconds(1));
            return this;
        }

        /** Cuts the next connections: each after so many frames, then at the next one. */
        void cutTheNextAt(int frame, int connections) {
            cutAt = frame;
            frames = 0;
            link.unrealistic().dropFramesThat(any -> {
                if (frames++ == cutAt) {
                    stage.time.schedule(
                            Duration.ofMillis(1),
                            () -> { // what came before it has arrived
                                link.cut();
                                if (connections > 1) {
                                    cutTheNextAt(frame, connections - 1);
                                } else {
                                    link.heal();
                                }
                            });
                }
                return frames > cutAt;
            });
        }
    }

    @ParameterizedTest(name = "cut at frame {0} of {1} connections, a provider that takes {2} ms")
    @CsvSource({
        "0,1,0",
        "1,1,0",
        "2,1,0",
        "3,1,0",
        "4,1,0",
        "5,1,0",
        "0,1,1000",
        "1,1,1000",
        "2,1,1000",
        "3,1,1000",
        "4,1,1000",
        "1,4,0",
        "2,4,0",
        "3,4,0",
        "2,4,1000",
        "2,9,0",
        "2,4,6000"
    })
    void P12_the_client_shows_what_the_server_has_wherever_it_was_cut(int frame, int connections, long millis) {
        Screen maria = new Screen().start();
        Screen bob = new Screen().start();
        change(5);
        maria.link.cut();
        change(30);
        thinks = Duration.ofMillis(millis);
        maria.cutTheNextAt(frame, connections);
        for (int i = 0; i < 1_500; i++) {
            change(i % 40 == 0 ? 3 : 0); // also between gap and snapshot
            stage.advance(Duration.ofSeconds(1));
        }
        assertEquals(rooms, bob.rooms);
        assertTrue(maria.story.contains("gap, snapshot follows") || millis > 5_000, maria.story::toString);
        assertTrue(debtsArePaid(maria.story), maria.story::toString);
        if (millis <= 5_000) {
            assertEquals(rooms, maria.rooms);
        } else {
            assertTrue(
                    maria.story.contains("gap"), maria.story::toString); // no answer in time: the application refetches
        }
        maria.client.close();
        bob.client.close();
        assertNull(stage.server.metrics().closed().get(4400));
    }

    /** After a gap with a snapshot comes the snapshot, or a gap again: never an event. */
    private static boolean debtsArePaid(List<String> story) {
        for (int i = 1; i < story.size(); i++) {
            if (story.get(i - 1).equals("gap, snapshot follows") && story.get(i).equals("event")) {
                return false;
            }
        }
        return true;
    }
}
