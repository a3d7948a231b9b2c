package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.exploreSome;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.concurrency.Mutant;
import dev.realtime.core.broker.Draft;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a channel's rounds, timers and connections tell each other (architecture, sections 2 and 6). */
@Tag("stress")
class FanOutInterleavingTest {
    private static final int RANGES_A_ROUND = 8;
    private static final Draft LARGE = Draft.events(Map.of(), null, new byte[60 * 1024]); // a range of its own

    @Test
    @Mutant(
            value = "two who withhold set two timers",
            of = FanOut.class,
            right = "if (withholding == 0 && WITHHOLDING.compareAndSet(this, 0, 1)) {",
            wrong = "if (withholding == 0) { withholding = 1;")
    void what_is_withheld_from_many_is_told_at_one_moment() {
        exploreSome(() -> {
            Room room = new Room();
            FanOut fanOut = room.open(Room.FINANCE).fanOut();

            together(fanOut::withheld, fanOut::withheld);

            assertEquals(1, room.tasks.timers());
            room.tasks.fireAll();
            fanOut.withheld();
            assertEquals(1, room.tasks.timers(), "who withholds later is never told");
        });
    }

    @Test
    @Mutant(
            value = "more is asked for before it is noted that the last one has arrived",
            of = FanOut.class,
            right = "if (awaited.get() > 0 && awaited.decrementAndGet() == 0) { rounds.signal(); }",
            wrong = "if (awaited.get() == 1) { rounds.signal(); awaited.set(0); }")
    void what_a_round_leaves_is_announced_when_the_connections_have_got_the_first_part() {
        exploreSome(() -> {
            Room room = new Room();
            FanOut fanOut = room.open(Room.FINANCE).fanOut();
            fanOut.signal();
            room.tasks.runAll();
            for (int i = 0; i < RANGES_A_ROUND + 2; i++) {
                room.publish(Room.FINANCE, LARGE);
            }
            room.tasks.runAll();
            assertTrue(fanOut.unannounced() > 0, "a round takes it all");

            together(
                    () -> {
                        fanOut.arrived();
                        room.tasks.runAll();
                    },
                    () -> {
                        room.publish(Room.FINANCE, LARGE);
                        room.tasks.runAll();
                    });
            room.tasks.runAll();

            assertEquals(0, fanOut.unannounced(), "the rest waits for the timer");
        });
    }
}
