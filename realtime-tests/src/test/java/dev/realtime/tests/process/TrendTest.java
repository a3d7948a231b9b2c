package dev.realtime.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class TrendTest {
    private static final double MIB = 1 << 20;
    private static final Trend.Limit HEAP = new Trend.Limit(MIB, MIB / 2);
    private static final Trend.Limit NONE = new Trend.Limit(0, 2);

    /** A sample every ten seconds. */
    private static Trend trend(int minutes, IntToDoubleFunction value) {
        int count = minutes * 6;
        double[] times = new double[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            times[i] = i / 360.0;
            values[i] = value.applyAsDouble(i);
        }
        return Trend.of(times, values);
    }

    private static Trend noisy(Random random, int minutes, double anHour, double deviation) {
        return trend(minutes, i -> 100 * MIB + anHour * i / 360 + deviation * random.nextGaussian());
    }

    @Test
    void a_line_is_found_as_it_is() {
        Trend trend = trend(60, i -> 7 + 3 * i / 360.0);
        assertEquals(3, trend.slope(), 1e-9);
        assertEquals(0, trend.error(), 1e-9);
        assertEquals(7, trend.first(), 1e-9);
        assertEquals(7 + 3 * 359 / 360.0, trend.last(), 1e-9);
    }

    @Test
    void noise_is_no_growth() {
        int found = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            found += noisy(new Random(seed), 4, 0, MIB).exceeds(HEAP) ? 1 : 0;
        }
        assertTrue(found <= 2, found + " of 1,000 short runs without growth");
        for (int seed = 0; seed < 50; seed++) {
            assertFalse(noisy(new Random(seed), 480, 0, MIB).exceeds(HEAP), "a long run, seed " + seed);
        }
    }

    @Test
    void what_is_allowed_an_hour_passes_and_twice_as_much_fails_in_a_night() {
        for (int seed = 0; seed < 50; seed++) {
            assertFalse(noisy(new Random(seed), 480, 0.9 * MIB, MIB / 2).exceeds(HEAP), "seed " + seed);
            assertTrue(noisy(new Random(seed), 480, 2 * MIB, MIB / 2).exceeds(HEAP), "seed " + seed);
        }
    }

    @Test
    void a_short_run_finds_what_a_short_run_can_find() {
        for (int seed = 0; seed < 50; seed++) {
            Trend slow = noisy(new Random(seed), 4, 2 * MIB, MIB / 10);
            assertFalse(slow.exceeds(HEAP), "137 KiB in all, seed " + seed);
            Trend quick = noisy(new Random(seed), 4, 30 * MIB, MIB / 10);
            assertTrue(quick.exceeds(HEAP), "2 MiB in all, seed " + seed);
            assertTrue(slow.slope() < slow.resolution(HEAP) && quick.slope() > quick.resolution(HEAP));
        }
    }

    @Test
    void a_thread_every_ten_minutes_is_found_within_an_hour() {
        assertTrue(trend(60, i -> 40 + i / 60).exceeds(NONE));
        assertFalse(trend(60, i -> 40 + i % 2).exceeds(NONE));
        assertFalse(trend(60, i -> 40).exceeds(NONE));
    }

    @Test
    void what_wanders_is_not_taken_for_growth_as_independent_samples_would_be() {
        int found = 0;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            double[] level = {0};
            Trend trend = trend(60, i -> level[0] = 0.9 * level[0] + random.nextGaussian());
            found += trend.exceeds(new Trend.Limit(0, 0)) ? 1 : 0;
        }
        assertTrue(found <= 4, found + " of 200 runs without growth");
    }

    @Test
    void a_few_samples_are_no_trend() {
        assertThrows(IllegalArgumentException.class, () -> trend(1, i -> i));
    }
}
