package dev.realtime.tests.server;

import static dev.realtime.tests.server.Stage.FINANCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.server.ChannelOptions;
import dev.realtime.core.server.Limits;
import dev.realtime.core.server.Snapshot;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * Short random lives of one client with everything at once: filters and their changes, conflation, snapshots, slow links, cuts,
 * and a retention that overtakes. The client checks D1 to D3; at the end it knows of each entity what it should.
 */
class WalksTest {
    private static final int ENTITIES = 5;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private record Said(String entity, String data, int property) {}

    /** One life from one seed. */
    private static final class Walk {
        final Random random;
        final InMemoryBroker truth;
        final SlowBroker remote; // the same, as if it were in another process
        final boolean isRemote;
        final Stage stage;
        final Follower follower = new Follower();
        final Map<String, String> state = new HashMap<>(); // the application's: by entity, the newest data
        final Map<Position, Said> log = new HashMap<>();
        final Map<String, String> expected = new HashMap<>(); // what the client should know, by entity
        final Map<Long, Integer> filters = new HashMap<>(); // by request; null for the handshake
        final boolean snapshots;
        RawClient client;
        int property; // of the filter that was asked for; 0 for none
        int inForce; // the same of the filter that was acknowledged
        long requests;

        Walk(int seed) {
            random = new Random(seed);
            snapshots = random.nextInt(3) > 0;
            isRemote = random.nextBoolean();
            int retained = 4 + random.nextInt(40);
            truth = new InMemoryBroker(
                    Retention.of(Duration.ofMinutes(5), isRemote ? 3 * retained : retained),
                    ManualScheduler.inOrder(),
                    new Random(seed));
            remote = new SlowBroker(truth);
            stage = new Stage(
                    Retention.of(Duration.ofMinutes(5), retained),
                    options -> options.broker(isRemote ? remote : truth)
                            .channels(channel -> options())
                            .objectMapper(MAPPER)
                            .limits(Limits.DEFAULT.messagesPerSecond(100_000).connectionsPerUser(1_000)));
            stage.time.limit(1_000_000);
            follower.onAck = ack -> inForce = filters.getOrDefault(ack.id(), inForce);
            follower.onRange = this::expect;
        }

        private ChannelOptions options() {
            ChannelOptions options =
                    snapshots ? ChannelOptions.DEFAULT.snapshots(this::snapshot) : ChannelOptions.DEFAULT;
            return random.nextBoolean() ? options.conflated() : options;
        }

        private CompletionStage<Snapshot> snapshot(Channel channel, Position head) {
            CompletableFuture<Snapshot> answer = new CompletableFuture<>();
            Map<String, String> now = Map.copyOf(state);
            stage.time.schedule(Duration.ofMillis(random.nextInt(200)), () -> answer.complete(new Snapshot(head, now)));
            return answer;
        }

        /** What comes passes the filter, and of each entity the last that passes has come. */
        private void expect(ServerMessage.Range range) {
            range.entries().forEach(entry -> assertTrue(passes(log.get(new Position(range.epoch(), entry.seq())))));
            for (long seq = range.after() + 1; seq <= range.seq(); seq++) {
                Said before = log.get(new Position(range.from(), seq)); // of a range over a fork
                Said said = log.getOrDefault(new Position(range.epoch(), seq), before);
                if (passes(said)) {
                    expected.put(said.entity(), said.data());
                }
            }
        }

        private boolean passes(Said said) {
            return inForce == 0 || said.property() == inForce;
        }

        void live() {
            connect();
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(18)) {
                    case 0, 1 -> client.link.stall();
                    case 2 -> client.link.resume();
                    case 3 -> changeFilter();
                    case 4 -> request("'type':'subscribe','services':['finance']");
                    case 5 -> cut();
                    case 6 -> stage.advance(Duration.ofMillis(random.nextInt(20_000)));
                    case 7, 8 -> publish(20);
                    case 11 -> fork();
                    case 9, 10 -> stage.advance(Duration.ofMillis(random.nextInt(300)));
                    default -> publish(1 + random.nextInt(4));
                }
                hear();
            }
            client.link.resume();
            hear();
            stage.advance(Duration.ofSeconds(31));
            hear();
        }

        private void hear() {
            for (String text : client.take()) {
                int before = follower.snapshots.size();
                follower.hear(List.of(text));
                if (follower.snapshots.size() > before) {
                    expected.clear();
                    expected.putAll(follower.values);
                }
            }
            assertEquals(expected, follower.values);
            if (client.closeCode() != 0) { // stalled for too long
                connect();
            }
        }

        private void connect() {
            client = stage.connect("maria@acme");
            filters.put(null, property);
            client.link.window(random.nextInt(3) > 0 ? 1 : 2_000);
            String filter = property == 0 ? "" : ",'filters':{'property':" + property + "}";
            String positions = follower.position == null ? "" : ",'positions':{'finance':" + position() + "}";
            client.send("{'version':1,'services':['finance']" + filter + positions + "}");
        }

        private String position() {
            return "{'epoch':'" + follower.position.epoch() + "','seq':" + follower.position.seq() + "}";
        }

        private void cut() {
            client.link.cut();
            hear();
            stage.advance(Duration.ofSeconds(random.nextInt(3) == 0 ? 16 : 0)); // the node forgets the channel
            connect();
        }

        /** A replica takes over that lacks the last publications. */
        private void fork() {
            if (isRemote && follower.position != null) {
                Position head = head();
                long lost = Math.min(random.nextInt(4), truth.buffer(FINANCE).size());
                truth.buffer(FINANCE).fork(head.at(head.seq() - lost), "fork" + requests++);
                remote.restored();
                stage.settle();
            }
        }

        Position head() {
            return truth.buffer(FINANCE).head().position();
        }

        private void changeFilter() {
            property = random.nextInt(3);
            filters.put(requests, property);
            request("'type':'filter','filters':" + (property == 0 ? "null" : "{'property':" + property + "}"));
        }

        private void request(String members) {
            client.sendLater("{" + members + ",'id':" + requests++ + "}");
        }

        private void publish(int count) {
            for (int i = 0; i < count; i++) {
                String entity = "e" + random.nextInt(ENTITIES);
                String data = "v" + log.size() + "x".repeat(random.nextInt(20) == 0 ? 3_000 : 0);
                int of = 1 + random.nextInt(3);
                state.put(entity, data);
                Event event = Event.of("t", data).entity("room", entity).tag("property", of);
                Position position = stage.server
                        .publish(FINANCE, event)
                        .toCompletableFuture()
                        .join();
                log.put(position, new Said(entity, data, of));
                if (random.nextInt(3) > 0) {
                    stage.settle();
                }
            }
            stage.settle();
        }
    }

    @Test
    void D1_D2_D3_every_promise_holds_in_every_life() {
        int gaps = 0;
        int snapshots = 0;
        int entries = 0;
        for (int seed = 0; seed < 200; seed++) {
            Walk walk = new Walk(seed);
            try {
                walk.live();
                assertTrue(walk.follower.isAt(walk.head()), () -> "at " + walk.follower.position);
                assertEquals(0, walk.client.closeCode());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
            gaps += walk.follower.gaps.size();
            snapshots += walk.follower.snapshots.size();
            entries += walk.follower.entries.size();
        }
        assertTrue(gaps > 150 && snapshots > 60 && entries > 5_000, gaps + ", " + snapshots + ", " + entries);
    }
}
