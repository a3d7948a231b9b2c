package dev.realtime.core.broker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps all buffers of a node within their age and within the node's byte budget. It knows which buffers are not empty and how old
 * their oldest entry is; empty ones cost nothing here. One timer for all. Thread-safe; its lock is a leaf.
 */
public final class RetentionWatch {
    private static final long COALESCE_NANOS = Duration.ofSeconds(5).toNanos();

    /** A buffer and the age of what was its oldest entry when it was put here; entries only get younger. */
    private record Watched(ReplayBuffer buffer, long oldest) {}

    private final Retention retention;
    private final Scheduler scheduler;
    private final AtomicLong bytes = new AtomicLong();
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final PriorityQueue<Watched> byAge = new PriorityQueue<>((a, b) -> Long.signum(a.oldest - b.oldest));

    @GuardedBy("lock")
    private boolean timerSet;

    /**
     * A watch over no buffer.
     *
     * @param retention the bounds
     * @param scheduler lends the clock and the timer
     */
    public RetentionWatch(Retention retention, Scheduler scheduler) {
        this.retention = retention;
        this.scheduler = scheduler;
    }

    /**
     * The bounds.
     *
     * @return the retention of every buffer
     */
    public Retention retention() {
        return retention;
    }

    /**
     * About how much heap the publications of all buffers take.
     *
     * @return bytes; above the budget only while it is being restored
     */
    public long bytes() {
        return bytes.get();
    }

    long now() {
        return scheduler.nanoTime();
    }

    /** A buffer has grown; {@code acceptedAt} is set when it was empty before. Called without the buffer's lock. */
    void onAdded(ReplayBuffer buffer, long added, @Nullable Long acceptedAt) {
        if (acceptedAt != null) {
            watch(new Watched(buffer, acceptedAt));
        }
        if (bytes.addAndGet(added) > retention.nodeBytes()) {
            restoreBudget();
        }
    }

    void onFreed(long freed) {
        bytes.addAndGet(-freed);
    }

    private void restoreBudget() {
        while (bytes.get() > retention.nodeBytes()) {
            Watched oldest;
            synchronized (lock) {
                oldest = byAge.poll();
            }
            if (oldest == null) {
                return; // another thread trims the last ones
            }
            trim(oldest, oldest.oldest);
        }
    }

    private void trim(Watched watched, long acceptedBefore) {
        Long oldest = watched.buffer.trim(acceptedBefore);
        if (oldest != null) {
            watch(new Watched(watched.buffer, oldest));
        }
    }

    private void watch(Watched watched) {
        synchronized (lock) {
            byAge.add(watched);
            if (timerSet) {
                return;
            }
            timerSet = true;
        }
        schedule(watched.oldest);
    }

    private void schedule(long oldest) {
        long wait = oldest + retention.age().toNanos() + COALESCE_NANOS - now();
        scheduler.schedule(Duration.ofNanos(Math.max(wait, COALESCE_NANOS)), this::expire);
    }

    private void expire() {
        long acceptedBefore = now() - retention.age().toNanos();
        while (true) {
            Watched oldest;
            synchronized (lock) {
                oldest = byAge.peek();
                if (oldest == null) {
                    timerSet = false;
                    return;
                }
                if (oldest.oldest - acceptedBefore > 0) {
                    break;
                }
                byAge.remove();
            }
            trim(oldest, acceptedBefore);
        }
        Watched next;
        synchronized (lock) {
            next = byAge.peek();
            timerSet = next != null;
        }
        if (next != null) {
            schedule(next.oldest);
        }
    }
}
