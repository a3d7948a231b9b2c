package dev.realtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Protocol rules P6 and P9 to P19, D2 and D6 in the client, against a server that a seed plays: filters, gaps, snapshots, ended
 * subscriptions, drains, and frames that get lost or repeated. The filter withholds odd numbers, so whatever happens the application
 * must hear of every even one: as an event, in a gap or in a snapshot.
 */
class RandomServerTest {
    private static final int STEPS = 300;
    private static final Filter EVEN = Filter.of("parity", "even");

    /** An application that shows what it knows. */
    private final class Page {
        private boolean loading;
        private long here; // up to where it knows everything

        void onEvent(long seq) {
            assertFalse(loading, () -> what("an event while a snapshot is awaited: " + seq));
            assertTrue(seq > here, () -> what("known already: " + seq + " at " + here));
            assertTrue(seq - here <= 2 - here % 2, () -> what("after " + here + " came " + seq));
            here = seq;
        }

        void onGap(Gap gap) {
            loading = gap.snapshotFollows();
            if (!loading) {
                assertTrue(gap.position().seq() >= here, () -> what(gap + " at " + here));
                here = gap.position().seq();
            }
        }

        void onSnapshot(ReceivedSnapshot snapshot) {
            assertTrue(loading, () -> what("nobody waits for " + snapshot));
            assertEquals(snapshot.position().seq(), snapshot.data().asLong());
            loading = false;
            here = snapshot.position().seq();
        }
    }

    private Random random;
    private long seed;
    private AssertionError broken;
    private PlayedClient client;
    private PlayedServer.Connection connection; // the newest, or null
    private int opened; // of the client's attempts
    private Page page;
    private long stood; // the last position
    private long head;
    private long floor; // what is not above it is not kept
    private long cursor;
    private boolean subscribed;
    private boolean even; // the filter of the connection
    private boolean snapshotDue;
    private boolean healed;

    private String what(String text) {
        return text + "; repeat with seed " + seed;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 2_000, 3_000, 4_000})
    void D2_nothing_is_lost_in_silence_and_D6_the_client_comes_to_the_head(long first) {
        for (seed = first; seed < first + 40; seed++) {
            run();
        }
    }

    private void run() {
        random = new Random(seed);
        broken = null;
        page = new Page();
        head = 40;
        floor = 0;
        page.here = 40;
        stood = 40;
        healed = false;
        connection = null;
        opened = 0;
        client = PlayedClient.of(builder -> builder.positions(Map.of("finance", new Position("e", 40)))
                .on(
                        "finance",
                        event -> judge(() -> page.onEvent(event.position().seq())))
                .onInvalidate(invalidation ->
                        judge(() -> page.onEvent(invalidation.position().seq())))
                .onGap(gap -> judge(() -> page.onGap(gap)))
                .onSnapshot("finance", Long.class, (data, snapshot) -> judge(() -> page.onSnapshot(snapshot)))
                .reportDelivered(Duration.ofSeconds(5)));
        CompletableFuture<?> changes = CompletableFuture.completedFuture(null);
        for (int i = 0; i < STEPS; i++) {
            if (random.nextInt(12) == 0) {
                changes = CompletableFuture.allOf(
                        changes,
                        client.client
                                .changeFilter(random.nextBoolean() ? EVEN : Filter.NONE)
                                .toCompletableFuture());
            }
            step();
        }
        heal();
        assertTrue(changes.isDone() && !changes.isCompletedExceptionally(), () -> what("a change without answer"));
    }

    /** Kept, since the client takes what a handler throws for the handler's own matter. */
    private void judge(Runnable check) {
        try {
            check.run();
        } catch (AssertionError e) {
            broken = broken == null ? e : broken;
        }
    }

    private void step() {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> head += random.nextInt(4);
            case 4 -> floor = Math.max(floor, head - random.nextInt(6));
            case 5 -> {
                if (connection != null && random.nextInt(3) == 0) {
                    connection.drop(random.nextBoolean() ? 1006 : 4503);
                    connection = null;
                    floor = Math.max(0, floor - random.nextInt(8)); // another node may keep more
                }
            }
            case 6 -> ping();
            case 7 -> {
                if (subscribed && random.nextInt(4) == 0 && live()) {
                    subscribed = false;
                    connection.say(PlayedClient.other("unsubscribed", "'service':'finance','reason':'closed'"));
                }
            }
            case 8 -> {
                if (random.nextInt(6) == 0 && live()) {
                    say(PlayedClient.other("reconnect", "'reason':'drain','afterMs':" + random.nextInt(5_000)));
                }
            }
            case 9, 10 -> client.time.advance(Duration.ofMillis(random.nextInt(8_000)));
            default -> deliver();
        }
        client.time.settle();
        answer();
        check();
    }

    /** A position is safe to keep: the application knows everything up to there; and it never goes back. */
    private void check() {
        if (broken != null) {
            throw broken;
        }
        long position = client.position().seq();
        assertTrue(
                position <= page.here + (page.here % 2 == 0 ? 1 : 0),
                () -> what("stands at " + position + " but knows up to " + page.here));
        assertTrue(position >= stood, () -> what("went back from " + stood + " to " + position));
        stood = position;
    }

    private void heal() {
        healed = true;
        for (int second = 0; second < 720; second++) {
            client.time.advance(Duration.ofSeconds(1));
            answer();
            while (live() && subscribed && (cursor < head || snapshotDue)) {
                deliver();
                answer();
            }
            if (second % 20 == 0) {
                ping();
                answer();
            }
        }
        check();
        assertFalse(page.loading, () -> what("waits for a snapshot that does not come"));
        assertTrue(head - page.here < 2, () -> what("knows up to " + page.here + " of " + head));
        assertEquals(new Position("e", head), client.position(), what("the position"));
    }

    private boolean live() {
        return connection != null && connection.closed == null;
    }

    private void say(String message) {
        int fate = healed ? 9 : random.nextInt(20);
        for (int copies = fate == 0 ? 0 : fate == 1 ? 2 : 1; copies > 0 && live(); copies--) {
            connection.say(message);
        }
    }

    private void ping() {
        if (live()) {
            say(subscribed ? PlayedClient.ping(head) : PlayedClient.other("ping", "'heads':{}"));
        }
    }

    private void deliver() {
        if (!live() || !subscribed) {
            return;
        }
        if (snapshotDue) {
            snapshotDue = false;
            say(PlayedClient.snapshot(cursor, Long.toString(cursor)));
        } else if (cursor < floor) {
            snapshotDue = random.nextBoolean();
            say(PlayedClient.gap(cursor, head, snapshotDue ? ",'snapshot':true" : ""));
            cursor = head;
        } else if (cursor < head) {
            range(Math.min(head, cursor + 1 + random.nextInt(4)));
        }
    }

    private void range(long end) {
        StringBuilder entries = new StringBuilder();
        for (long seq = cursor + 1; seq <= end; seq++) {
            if (!even || seq % 2 == 0) {
                entries.append(entries.isEmpty() ? "" : ",")
                        .append("{'seq':" + seq + ",'timestamp':'2026-11-20T12:00:00.000Z',")
                        .append(seq % 5 == 0 ? "'invalidate':{'keys':['k']}}" : "'events':[{'type':'t'}]}");
            }
        }
        say(PlayedClient.emptyBatch(cursor, end).replace("[]", "[" + entries + "]"));
        cursor = end;
    }

    /** Opens what the client opens, and answers what it asks. */
    private void answer() {
        while (opened < client.server.attempts.size()) {
            PlayedServer.Connection next = client.server.attempts.get(opened++);
            if (!next.cancelled) {
                connection = next.open();
                subscribed = false;
            }
        }
        while (live() && !connection.heard.isEmpty()) {
            PlayedServer.Connection asking = connection;
            for (JsonNode message : asking.take()) {
                if (asking == connection && live()) {
                    answer(message);
                }
            }
        }
    }

    private void answer(JsonNode message) {
        String id = message.has("id") ? ",'id':" + message.path("id").asLong() : "";
        switch (message.path("type").asText()) {
            case "handshake" -> {
                even = message.has("filters");
                cursor = head;
                start(message, "fresh", id);
            }
            case "subscribe" -> start(message, "complete", id);
            case "filter" -> {
                even = message.has("filters");
                say(PlayedClient.ack(subscribed ? "'finance':{'epoch':'e','seq':" + cursor + "}" : "", id));
            }
            case "delivered" -> {
                assertTrue(subscribed || !healed, () -> what("reports a service that is not subscribed"));
                assertTrue(message.at("/positions/finance/seq").asLong() <= head);
            }
            default -> {} // a pong
        }
    }

    private void start(JsonNode message, String withoutPosition, String id) {
        JsonNode position = message.at("/positions/finance/seq");
        snapshotDue = false;
        subscribed = true;
        String resumed = withoutPosition;
        if (!position.isMissingNode()) {
            cursor = position.asLong();
            resumed = cursor < floor ? "gap" : "complete";
        }
        say(PlayedClient.ack(PlayedClient.start(cursor, resumed), id));
    }
}
