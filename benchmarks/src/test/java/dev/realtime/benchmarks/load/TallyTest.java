package dev.realtime.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void latency_is_from_the_time_that_an_event_was_meant_for() {
        Tally tally = new Tally();
        for (int millis = 1; millis <= 100; millis++) {
            tally.onEvents(new Decoded(new long[] {millis}, new long[] {0}, new int[] {1}, null), millis * 1_000_000L);
        }

        assertEquals(50, tally.percentileMillis(50), 0.1);
        assertEquals(99, tally.percentileMillis(99), 0.2);
        assertEquals(50.5, tally.meanMillis(), 0.1);
        assertEquals(100, tally.events());
    }

    @Test
    void a_run_of_events_weighs_as_much_as_it_has_events() {
        Tally tally = new Tally();
        tally.onEvents(
                new Decoded(new long[] {1, 2, 3, 4}, new long[] {0, 9_000_000}, new int[] {3, 1}, null), 10_000_000);

        assertEquals(10, tally.percentileMillis(50), 0.1);
        assertEquals(1, tally.percentileMillis(25), 9.1);
        assertEquals(7.75, tally.meanMillis(), 0.1);
        tally.reset();
        assertEquals(0, tally.percentileMillis(99));
    }

    @Test
    void processor_times_are_read_as_linux_writes_them() {
        String stat = "7 (a (b) c) S 1 7 7 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 30 0 1 2 3";

        assertEquals(3.0, CpuTimes.process("7", stat));
        assertEquals(6.5, CpuTimes.machine("cpu  100 50 300 9999 777 80 70 50 0 0\ncpu0 1 1 1 1\n"));
        assertEquals(0.5, new CpuTimes(2_000_000_000L, 1, 1, 3).foreignCores());
    }
}
