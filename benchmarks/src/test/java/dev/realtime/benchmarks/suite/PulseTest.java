package dev.realtime.benchmarks.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {
    @Test
    void the_longest_gap_is_told_once() {
        AtomicLong now = new AtomicLong();
        Pulse pulse = new Pulse(now::get);
        now.addAndGet(100_000_000);
        pulse.beat();
        now.addAndGet(3_000_000_000L); // stopped
        pulse.beat();
        now.addAndGet(100_000_000);
        pulse.beat();

        assertEquals(3, pulse.longestGapSeconds(), 1e-9);
        assertEquals(0, pulse.longestGapSeconds());
        now.addAndGet(100_000_000);
        pulse.beat();
        assertEquals(0.1, pulse.longestGapSeconds(), 1e-9);
    }
}
