package dev.realtime.core.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** F7.1: the quantiles of the metrics. */
class LatenciesTest {
    private final Latencies latencies = new Latencies();

    private static double ms(long nanos) {
        return nanos / 1e6;
    }

    private static double told(long nanos) {
        Latencies one = new Latencies();
        one.record(nanos);
        return one.snapshot().p50Ms();
    }

    @Test
    void nothing_recorded_is_zero() {
        assertEquals(new LatencyStats(0, 0, 0, 0), latencies.snapshot());
    }

    @Test
    void one_value_is_every_quantile() {
        latencies.record(Duration.ofMillis(40).toNanos());
        LatencyStats stats = latencies.snapshot();
        assertEquals(1, stats.count());
        assertEquals(stats.p50Ms(), stats.p95Ms());
        assertEquals(stats.p50Ms(), stats.p99Ms());
    }

    @Test
    void a_quantile_is_never_too_low_and_at_most_an_eighth_too_high() {
        for (long nanos = 1 << 10; nanos < 1L << 36; nanos += 1 + nanos / 97) {
            double told = told(nanos);
            assertTrue(told > ms(nanos), nanos + " ns is told as " + told + " ms");
            assertTrue(told <= ms(nanos) * 9 / 8, nanos + " ns is told as " + told + " ms");
        }
    }

    @Test
    void the_ends_of_buckets_are_no_exception() {
        for (int octave = 10; octave < 36; octave++) {
            for (int eighth = 0; eighth < 8; eighth++) {
                long begin = (8L + eighth) << (octave - 3);
                double end = ms((9L + eighth) << (octave - 3));
                assertEquals(end, told(begin));
                assertEquals(end, told(begin + (1L << (octave - 3)) - 1));
            }
        }
    }

    @Test
    void what_is_out_of_range_is_told_as_its_ends() {
        double least = ms(1152);
        assertEquals(least, told(Long.MIN_VALUE)); // a clock of a broken scheduler
        assertEquals(least, told(-1));
        assertEquals(least, told(0));
        assertEquals(least, told(1023));
        double most = ms(1L << 36);
        assertEquals(most, told(1L << 36));
        assertEquals(most, told(Long.MAX_VALUE));
    }

    @Test
    void the_quantiles_stand_where_their_share_is_reached() {
        for (int i = 1; i <= 100; i++) {
            latencies.record(Duration.ofMillis(i).toNanos());
        }
        LatencyStats stats = latencies.snapshot();
        assertEquals(100, stats.count());
        assertBetween(50, stats.p50Ms());
        assertBetween(95, stats.p95Ms());
        assertBetween(99, stats.p99Ms());
    }

    @Test
    void one_slow_in_a_hundred_is_above_the_99th_and_two_are_at_it() {
        for (int i = 0; i < 99; i++) {
            latencies.record(Duration.ofMillis(1).toNanos());
        }
        latencies.record(Duration.ofSeconds(1).toNanos());
        assertBetween(1, latencies.snapshot().p99Ms());
        latencies.record(Duration.ofSeconds(1).toNanos());
        assertBetween(1000, latencies.snapshot().p99Ms());
        assertBetween(1, latencies.snapshot().p95Ms());
    }

    private static void assertBetween(double ms, double told) {
        assertTrue(told > ms && told <= ms * 9 / 8, told + " ms for " + ms);
    }
}
