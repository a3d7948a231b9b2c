package dev.realtime.core.server;

import java.util.concurrent.atomic.LongAdder;

/**
 * A histogram of durations from 1 us to 68 s, without contention: eight buckets for each power of two, so what it tells is at most
 * an eighth too high. Thread-safe.
 */
final class Latencies {
    private static final int BUCKETS_PER_OCTAVE = 8;
    private static final int BUCKET_BITS = 3; // of 8
    private static final int FIRST_OCTAVE = 10; // all below 1 us is told as 1.2 us
    private static final int LAST_OCTAVE = 36; // all above 68 s is told as 68 s
    private static final int BUCKETS = (LAST_OCTAVE - FIRST_OCTAVE) * BUCKETS_PER_OCTAVE;

    private final LongAdder[] counts = new LongAdder[BUCKETS];

    Latencies() {
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = new LongAdder();
        }
    }

    void record(long nanos) {
        counts[bucket(nanos)].increment();
    }

    private static int bucket(long nanos) {
        int octave = 63 - Long.numberOfLeadingZeros(Math.max(nanos, 1));
        if (octave < FIRST_OCTAVE) {
            return 0;
        }
        if (octave >= LAST_OCTAVE) {
            return BUCKETS - 1;
        }
        int within = (int) (nanos >>> (octave - BUCKET_BITS)) & (BUCKETS_PER_OCTAVE - 1);
        return (octave - FIRST_OCTAVE) * BUCKETS_PER_OCTAVE + within;
    }

    /** The upper end of a bucket, in nanoseconds. */
    private static long end(int bucket) {
        int octave = FIRST_OCTAVE + bucket / BUCKETS_PER_OCTAVE;
        return (long) (BUCKETS_PER_OCTAVE + bucket % BUCKETS_PER_OCTAVE + 1) << (octave - BUCKET_BITS);
    }

    LatencyStats snapshot() {
        long[] counted = new long[BUCKETS];
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            counted[i] = counts[i].sum();
            total += counted[i];
        }
        return new LatencyStats(
                total, quantile(counted, total, 0.5), quantile(counted, total, 0.95), quantile(counted, total, 0.99));
    }

    private static double quantile(long[] counted, long total, double fraction) {
        long rank = (long) Math.ceil(total * fraction);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counted[i];
            if (counted[i] > 0 && seen >= rank) {
                return end(i) / 1e6;
            }
        }
        return 0;
    }
}
