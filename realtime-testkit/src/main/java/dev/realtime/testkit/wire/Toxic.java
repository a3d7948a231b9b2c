package dev.realtime.testkit.wire;

import java.time.Duration;

/** A fault on one way through a {@link FaultProxy}, in the words of Toxiproxy. Immutable. */
public sealed interface Toxic {
    /**
     * What comes is passed on later; bytes stay in order.
     *
     * @param delay how much later
     * @param jitter how much more or less, at random; at most the delay
     */
    record Latency(Duration delay, Duration jitter) implements Toxic {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if one is negative, or the jitter above the delay
         */
        public Latency {
            requireNotNegative(jitter);
            if (jitter.compareTo(delay) > 0) {
                throw new IllegalArgumentException("jitter must be at most " + delay + " but was " + jitter);
            }
        }
    }

    /**
     * So many bytes a second get through.
     *
     * @param bytesPerSecond at least 1
     */
    record Bandwidth(long bytesPerSecond) implements Toxic {
        /**
         * Checks the value.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Bandwidth {
            requirePositive(bytesPerSecond);
        }
    }

    /**
     * The end of this way is told later than it came.
     *
     * @param delay how much later
     */
    record SlowClose(Duration delay) implements Toxic {
        /**
         * Checks the value.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public SlowClose {
            requireNotNegative(delay);
        }
    }

    /**
     * Nothing gets through, and after a while the connection is closed. Zero for never: then the connection is half open. A way on
     * which something was swallowed stays dead, also when the toxic is taken away.
     *
     * @param after from when the toxic is set, or the connection begins
     */
    record Timeout(Duration after) implements Toxic {
        /**
         * Checks the value.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Timeout {
            requireNotNegative(after);
        }
    }

    /**
     * The connection is reset on both sides.
     *
     * @param after from when the toxic is set, or the connection begins
     */
    record ResetPeer(Duration after) implements Toxic {
        /**
         * Checks the value.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public ResetPeer {
            requireNotNegative(after);
        }
    }

    /**
     * Bytes are passed on in small slices.
     *
     * @param averageBytes how large a slice is
     * @param variation how many bytes more or less, at random; below the average
     * @param delay how long to wait between two
     */
    record Slicer(int averageBytes, int variation, Duration delay) implements Toxic {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if a slice could be empty, or the delay is negative
         */
        public Slicer {
            requireNotNegative(delay);
            if (variation < 0 || variation >= averageBytes) {
                throw new IllegalArgumentException(
                        "variation must be 0 to below " + averageBytes + " but was " + variation);
            }
        }
    }

    /**
     * The connection is closed when so many bytes have got through.
     *
     * @param bytes from when the toxic is set, or the connection begins; at least 1
     */
    record LimitData(long bytes) implements Toxic {
        /**
         * Checks the value.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public LimitData {
            requirePositive(bytes);
        }
    }

    /**
     * Swallows everything for ever, the end of the connection too: that way is dead, and nobody is told.
     *
     * @return a timeout of zero
     */
    static Toxic blackhole() {
        return new Timeout(Duration.ZERO);
    }

    private static void requireNotNegative(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("a duration must not be negative but was " + value);
        }
    }

    private static void requirePositive(long value) {
        if (value < 1) {
            throw new IllegalArgumentException("a number of bytes must be at least 1 but was " + value);
        }
    }
}
