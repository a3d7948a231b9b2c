package dev.realtime.testkit.wire;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A wait that ends: how much of it is left. Immutable. */
final class Patience {
    /** How long everything of this package waits where nothing else is said. */
    static final Duration DEFAULT = Duration.ofSeconds(5);

    private final long end; // nanoTime

    private Patience(Duration limit) {
        end = System.nanoTime() + limit.toNanos();
    }

    static Patience of(Duration limit) {
        return new Patience(limit);
    }

    /** What is left; zero when it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** Takes something out of a queue; null where nothing came in time. */
    static <T> @Nullable T poll(BlockingQueue<T> queue, Duration limit) {
        try {
            return queue.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting", cause);
    }
}
