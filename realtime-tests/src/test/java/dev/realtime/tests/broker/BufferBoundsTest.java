package dev.realtime.tests.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Position;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.broker.RetentionWatch;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** F1.6: the edges of a channel's own budget, and the bounds of a copy. */
class BufferBoundsTest {
    private static final int BUDGET = 1 << 19;

    private final ManualScheduler time = ManualScheduler.inOrder();
    private final RetentionWatch watch =
            new RetentionWatch(Retention.of(Duration.ofMinutes(5), 1_000).channelBytes(BUDGET), time);
    private final ReplayBuffer buffer = new ReplayBuffer(new Head(at(0), null), watch);

    private static Position at(long seq) {
        return new Position("A", seq);
    }

    private void append(int payload) {
        buffer.append(Draft.events(Map.of(), null, new byte[payload]), time.wallClock());
    }

    /** How much a publication without payload is counted as. */
    private int around() {
        append(0);
        int bytes = (int) watch.bytes();
        buffer.reset(new Head(at(0), null));
        return bytes;
    }

    @Test
    void F1_6_a_channel_may_fill_its_budget_to_the_last_byte() {
        int around = around();
        append(BUDGET / 2 - around);
        append(BUDGET / 2 - around);
        assertEquals(2, buffer.size());
        assertEquals(BUDGET, watch.bytes());
        append(0);
        assertEquals(2, buffer.size());
    }

    @Test
    void F1_6_one_publication_that_is_larger_than_the_budget_is_kept_alone() {
        append(BUDGET);
        assertEquals(1, buffer.size());
        append(BUDGET);
        assertEquals(1, buffer.size());
        assertEquals(at(2), buffer.head().position());
    }

    @Test
    void F1_6_what_a_copy_keeps_is_counted_and_forgotten_at_its_age() {
        RetentionWatch other = new RetentionWatch(Retention.DEFAULT, time);
        ReplayBuffer copy = new ReplayBuffer(new Head(at(0), null), other);
        for (int i = 0; i < 3; i++) {
            assertTrue(copy.follow(buffer.append(Draft.events(Map.of(), null, new byte[100]), time.wallClock())));
        }
        assertEquals(watch.bytes(), other.bytes());
        time.advance(Duration.ofMinutes(10));
        assertEquals(0, copy.size());
        assertEquals(0, other.bytes());
        assertEquals(at(3), copy.head().position());
    }

    @Test
    void D5_a_fork_may_lose_everything_that_is_kept() {
        append(10);
        append(10);
        buffer.fork(at(0), "B");
        assertEquals(new Head(new Position("B", 0), at(0)), buffer.head());
        assertEquals(0, buffer.size());
        assertEquals(0, watch.bytes());
        buffer.fork(new Position("B", 0), "C");
        assertEquals(new Position("C", 0), buffer.head().position());
    }
}
