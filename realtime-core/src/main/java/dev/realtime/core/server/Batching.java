package dev.realtime.core.server;

import java.time.Duration;

/**
 * How long publications of a channel may wait for others, to go in one frame with them (F1.8). Whatever waits when a connection is
 * free goes in one frame anyway. Immutable.
 *
 * @param window the longest wait, 0 to 10 s
 * @param count how many publications end the wait early, at least 1
 * @param fixed whether every publication may wait, as opposed to those of a channel that is under load
 */
public record Batching(Duration window, int count, boolean fixed) {
    /**
     * The default: a quiet channel is sent at once; under load, which is when rounds of the fan-out follow each other without a
     * pause, a window opens. It grows with the time that a round takes, up to 50 ms or 100 publications.
     */
    public static final Batching ADAPTIVE = new Batching(Duration.ofMillis(50), 100, false);

    /** Never wait. */
    public static final Batching NONE = new Batching(Duration.ZERO, 1, false);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if the window is not 0 to 10 s, or the count is not positive
     */
    public Batching {
        if (window.isNegative() || window.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("window must be 0 to 10 s but was " + window);
        }
        if (count < 1) {
            throw new IllegalArgumentException("count must be positive but was " + count);
        }
    }

    /**
     * Under load, up to a window of one's own.
     *
     * @param window the longest wait, 0 to 10 s
     * @param count how many publications end the wait early
     * @return the batching
     * @throws IllegalArgumentException if one is out of range
     */
    public static Batching adaptive(Duration window, int count) {
        return new Batching(window, count, false);
    }

    /**
     * Always: publications that come within the window go together, also on a quiet channel.
     *
     * @param window how long the first one waits, 0 to 10 s
     * @param count how many publications end the wait early
     * @return the batching
     * @throws IllegalArgumentException if one is out of range
     */
    public static Batching fixed(Duration window, int count) {
        return new Batching(window, count, !window.isZero());
    }
}
