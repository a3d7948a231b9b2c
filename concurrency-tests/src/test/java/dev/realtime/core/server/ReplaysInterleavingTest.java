package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.exploreSome;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Pipe;
import java.lang.ref.Reference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that catch up, where one may at a time (architecture, section 2). */
@Tag("stress")
class ReplaysInterleavingTest {
    @Test
    @Mutant(
            value = "a turn is not given that was asked for as the last one ended",
            of = Replays.class,
            right = "if (!waiting.isEmpty()) {",
            wrong = "if (waiting == null) {")
    @Mutant(
            value = "a turn is asked for before that is noted",
            of = Missed.class,
            right = "turn = ASKED; subscription.feed().replays().ask(subscription);",
            wrong = "subscription.feed().replays().ask(subscription); turn = ASKED;")
    void whoever_waits_for_a_turn_gets_one() {
        exploreSome(() -> {
            Room room = new Room();
            ChannelFeed feed = room.open(Room.FINANCE);
            room.publish(Room.FINANCE);
            room.tasks.runAll();
            SharedRange range = Room.encoded(feed, "R");
            Pipe one = new Pipe(true);
            Pipe two = new Pipe(true);
            Subscription first = begin(room, feed, one);
            Subscription second = begin(room, feed, two);

            together(
                    () -> {
                        first.signal();
                        room.tasks.runAll();
                    },
                    () -> {
                        second.signal();
                        room.tasks.runAll();
                    });
            room.tasks.runAll();

            assertEquals("R", one.heard(), "the first has no turn, or two");
            assertEquals("R", two.heard(), "the second has no turn, or two");
            Reference.reachabilityFence(range);
        });
    }

    private static Subscription begin(Room room, ChannelFeed feed, Pipe pipe) {
        return Room.begin(feed, room.outbound(pipe), new Missed(Room.at(feed, 1), count -> {}));
    }
}
