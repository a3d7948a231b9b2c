package dev.realtime.core.broker;

import java.time.Duration;

/**
 * How much past is kept. What is older, beyond the count or beyond a byte budget goes, oldest first; a client that comes back
 * for it gets a gap. Immutable.
 *
 * @param age how long a publication is kept; positive. Default: 5 minutes
 * @param count the most publications of a channel, 1 to 1,000,000. Default: 1,000
 * @param channelBytes the most bytes of a channel, an estimate of the heap they take; at least 512 KiB. Default: 16 MiB
 * @param nodeBytes the most bytes of all channels of a node together; at least 1 MiB. Default: 64 MiB
 */
public record Retention(Duration age, int count, long channelBytes, long nodeBytes) {
    /** 5 minutes, 1,000 publications and 16 MiB a channel, 64 MiB a node. */
    public static final Retention DEFAULT = new Retention(Duration.ofMinutes(5), 1_000, 16L << 20, 64L << 20);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a bound is out of range; the message holds it
     */
    public Retention {
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("age must be positive but was " + age);
        }
        if (count < 1 || count > 1_000_000) {
            throw new IllegalArgumentException("count must be 1 to 1,000,000 but was " + count);
        }
        if (channelBytes < 1 << 19) {
            throw new IllegalArgumentException("channelBytes must be at least 512 KiB but was " + channelBytes);
        }
        if (nodeBytes < 1 << 20) {
            throw new IllegalArgumentException("nodeBytes must be at least 1 MiB but was " + nodeBytes);
        }
    }

    /**
     * A retention with the default byte budgets.
     *
     * @param age how long a publication is kept
     * @param count the most publications of a channel
     * @return the retention
     */
    public static Retention of(Duration age, int count) {
        return new Retention(age, count, DEFAULT.channelBytes, DEFAULT.nodeBytes);
    }

    /**
     * The same with another budget for each channel.
     *
     * @param bytes the most bytes of a channel, at least 512 KiB
     * @return the retention
     */
    public Retention channelBytes(long bytes) {
        return new Retention(age, count, bytes, nodeBytes);
    }

    /**
     * The same with another budget for the whole node.
     *
     * @param bytes the most bytes of all channels together, at least 1 MiB
     * @return the retention
     */
    public Retention nodeBytes(long bytes) {
        return new Retention(age, count, channelBytes, bytes);
    }
}
