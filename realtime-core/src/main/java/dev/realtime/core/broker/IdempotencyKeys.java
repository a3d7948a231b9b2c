package dev.realtime.core.broker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.dedup.DedupCache;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of the last 2 minutes and what they stand for (F1.19), of all channels together: a node that publishes more
 * keys in that time than its byte budget allows forgets the oldest ones first. Thread-safe; its lock is a leaf.
 */
final class IdempotencyKeys {
    private static final Duration WINDOW = Duration.ofMinutes(2);
    private static final int KEY_BYTES =
            256; // about what a remembered key takes; keys may take a quarter of the budget

    private record Key(Channel channel, String key) {}

    private final Scheduler scheduler;

    @GuardedBy("this")
    private final DedupCache<Key, Position> positions;

    @GuardedBy("this")
    private boolean timerSet;

    IdempotencyKeys(Retention retention, Scheduler scheduler) {
        this.scheduler = scheduler;
        this.positions = new DedupCache<>((int) Math.min(retention.nodeBytes() / 4 / KEY_BYTES, 10_000_000), WINDOW);
    }

    /** Where the first publication with that key stands, or null. */
    @Nullable Position find(Channel channel, @Nullable String key) {
        if (key == null) {
            return null;
        }
        synchronized (this) {
            return positions.get(new Key(channel, key), scheduler.nanoTime());
        }
    }

    void remember(Channel channel, @Nullable String key, Position position) {
        if (key == null) {
            return;
        }
        synchronized (this) {
            positions.put(new Key(channel, key), position, scheduler.nanoTime());
            if (timerSet) {
                return;
            }
            timerSet = true;
        }
        scheduler.schedule(WINDOW, this::forget);
    }

    private void forget() {
        synchronized (this) {
            positions.removeExpired(scheduler.nanoTime());
            timerSet = positions.size() > 0;
            if (!timerSet) {
                return;
            }
        }
        scheduler.schedule(WINDOW, this::forget);
    }
}
