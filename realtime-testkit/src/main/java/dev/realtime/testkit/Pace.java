package dev.realtime.testkit;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How fast a {@link Link} is. One thread. */
final class Pace {
    private final RandomGenerator random;
    private Duration min = Duration.ZERO;
    private Duration max = Duration.ZERO;
    private long bytesPerSecond = Long.MAX_VALUE;
    private int sliceBytes = Integer.MAX_VALUE;

    Pace(RandomGenerator random) {
        this.random = random;
    }

    void delay(Duration newMin, Duration newMax) {
        if (newMin.isNegative() || newMax.compareTo(newMin) < 0) {
            throw new IllegalArgumentException("delays must be 0 <= min <= max but were " + newMin + " and " + newMax);
        }
        min = newMin;
        max = newMax;
    }

    void bandwidth(long newBytesPerSecond) {
        bytesPerSecond = atLeastOne(newBytesPerSecond);
    }

    void slice(int bytes) {
        sliceBytes = (int) atLeastOne(bytes);
    }

    private static long atLeastOne(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("at least one byte is needed but there were " + bytes);
        }
        return bytes;
    }

    /** How long so many bytes take when there is nothing before them. */
    long delayNanos(int bytes) {
        long spread = max.minus(min).toNanos();
        long slices = 1 + Math.max(0L, bytes - 1L) / sliceBytes;
        long delay = 0;
        for (long i = 0; i < slices; i++) {
            delay += min.toNanos() + (spread == 0 ? 0 : random.nextLong(spread + 1));
        }
        return delay;
    }

    /** How long the way is busy with so many bytes. */
    long transferNanos(int bytes) {
        return bytesPerSecond == Long.MAX_VALUE ? 0 : Math.round(bytes * 1e9 / bytesPerSecond);
    }
}
