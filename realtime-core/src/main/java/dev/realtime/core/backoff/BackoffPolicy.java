package dev.realtime.core.backoff;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a try. The base delay d of try n is the n-th of the steps, and after the last step doubles up to the
 * cap; the delay is uniform in [d/2, 3d/2] so that clients of one failure come back spread, never below the floor nor above the
 * cap. Immutable.
 *
 * @param steps the first base delays; not empty
 * @param floor the shortest delay
 * @param cap the longest delay
 */
public record BackoffPolicy(List<Duration> steps, Duration floor, Duration cap) {
    /** 1, 2, 5, 10, 30, 60, 120 s, then doubling; at least 1 s, at most 5 min. */
    public static final BackoffPolicy DEFAULT = new BackoffPolicy(
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(120)),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no step, a delay is not positive, or the floor is above the cap
     */
    public BackoffPolicy {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.stream().anyMatch(step -> step.isNegative() || step.isZero())) {
            throw new IllegalArgumentException("steps must be positive delays, at least one, but was " + steps);
        }
        if (floor.isNegative() || floor.isZero() || floor.compareTo(cap) > 0) {
            throw new IllegalArgumentException("floor must be positive and at most cap but was " + floor + ", " + cap);
        }
    }

    /**
     * The delay before a try.
     *
     * @param attempt how many tries failed in a row before this one; 0 or more
     * @param random gives the spread
     * @return how long to wait
     */
    public Duration delay(int attempt, RandomGenerator random) {
        long base = baseMillis(attempt);
        long spread = base / 2 + (long) (random.nextDouble() * (base + 1));
        return Duration.ofMillis(Math.max(floor.toMillis(), Math.min(cap.toMillis(), spread)));
    }

    /**
     * The longest delay with the usual spread, for causes that need a person or a long rest.
     *
     * @param random gives the spread
     * @return between half the cap and the cap
     */
    public Duration longest(RandomGenerator random) {
        long millis = cap.toMillis();
        return Duration.ofMillis(millis / 2 + (long) (random.nextDouble() * (millis - millis / 2 + 1)));
    }

    private long baseMillis(int attempt) {
        if (attempt < 0) {
            throw new IllegalArgumentException("attempt must be 0 or more but was " + attempt);
        }
        if (attempt < steps.size()) {
            return steps.get(attempt).toMillis();
        }
        long last = steps.get(steps.size() - 1).toMillis();
        int doublings = Math.min(attempt - steps.size() + 1, 40);
        long base = last;
        for (int i = 0; i < doublings && base < cap.toMillis(); i++) {
            base *= 2;
        }
        return Math.min(base, cap.toMillis());
    }
}
