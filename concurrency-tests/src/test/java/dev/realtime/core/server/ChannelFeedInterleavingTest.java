package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.exploreSome;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.concurrency.Mutant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Interest in a channel that comes and goes (F1.4). */
@Tag("stress")
class ChannelFeedInterleavingTest {
    @Test
    @Mutant(
            value = "interest is counted without the lock",
            of = ChannelFeed.class,
            right = "synchronized (lock) { if (removed) {",
            wrong = "{ if (removed) {")
    void all_who_come_at_once_share_one_upstream_which_lives_as_long_as_one_of_them() {
        exploreSome(() -> {
            Room room = new Room();
            AtomicReference<ChannelFeeds.Retained> one = new AtomicReference<>();
            AtomicReference<ChannelFeeds.Retained> two = new AtomicReference<>();

            together(
                    () -> {
                        one.set(room.feeds.retain(Room.FINANCE));
                        room.tasks.runAll();
                    },
                    () -> two.set(room.feeds.retain(Room.FINANCE)));
            room.tasks.runAll();

            assertSame(one.get().feed(), two.get().feed(), "a channel has two feeds");
            assertEquals(1, room.opened.get(), "upstreams of one channel");
            assertOpen(one.get());
            assertOpen(two.get());
            one.get().feed().release();
            passGrace(room);
            assertEquals(0, room.closed.get(), "an upstream was closed under somebody: interest was lost");
            two.get().feed().release();
            passGrace(room);
            assertEquals(1, room.closed.get(), "an upstream stays that nobody wants: interest was left over");
            assertEquals(0, room.feeds.size());
        });
    }

    @Test
    @Mutant(
            value = "a feed closes though somebody came",
            of = ChannelFeed.class,
            right = "if (state != State.LINGER) { return;",
            wrong = "if (state == State.CLOSED) { return;")
    @Mutant(
            value = "a feed is used that is not in the registry any more",
            of = ChannelFeed.class,
            right = "if (removed) { return null;",
            wrong = "if (removed && interest > 0) { return null;")
    void who_comes_while_the_grace_period_ends_has_an_open_channel() {
        exploreSome(() -> {
            Room room = new Room();
            room.open(Room.FINANCE).release();
            AtomicReference<ChannelFeeds.Retained> held = new AtomicReference<>();

            together(() -> held.set(room.feeds.retain(Room.FINANCE)), () -> passGrace(room));
            room.tasks.runAll();

            assertOpen(held.get());
            assertEquals(1, room.opened.get() - room.closed.get(), "upstreams that are open");
            assertEquals(0, held.get().feed().log().head().position().seq());
            assertSame(
                    held.get().feed(),
                    room.feeds.retain(Room.FINANCE).feed(),
                    "it holds a feed that nobody else finds");
        });
    }

    @Test
    @Mutant(
            value = "an upstream opens though the server has stopped",
            of = ChannelFeeds.class,
            right = "if (closed) {",
            wrong = "if (sources == null) {")
    void who_comes_while_the_server_stops_leaves_no_upstream_open() {
        exploreSome(() -> {
            Room room = new Room();

            together(
                    () -> {
                        room.feeds.shutDown();
                        room.tasks.runAll();
                    },
                    () -> room.feeds.retain(Room.FINANCE));
            room.tasks.runAll();

            assertEquals(room.opened.get(), room.closed.get(), "an upstream outlives its server");
        });
    }

    private static void assertOpen(ChannelFeeds.Retained retained) {
        assertTrue(retained.opened().toCompletableFuture().isDone(), "the channel never opens");
    }

    private static void passGrace(Room room) {
        room.tasks.fireAll();
        room.tasks.runAll();
    }
}
