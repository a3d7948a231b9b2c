package dev.realtime.client;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;

/**
 * Notices that a connection is silent for two heartbeats (protocol rule P14). On the client's queue.
 *
 * <p>Where the process itself stood still, as a laptop that slept, the limit has passed when it wakes up. What has been read by then
 * stands in the queue before the timer and saves the connection; else it is given up, and the client comes again with its positions
 * after the first backoff. That is quicker than to ask whether a server is still there, which has mostly closed it by then.
 */
final class Silence {
    private static final long MIN_HEARTBEAT_MS = 100; // a server that says less is not worth a busy timer
    private static final long MAX_HEARTBEAT_MS = Duration.ofHours(1).toMillis();

    private final QueueClock clock;
    private final Runnable onSilent;
    private Scheduler.Timer timer = Scheduler.Timer.NONE;
    private long heardAt; // nanoTime

    /**
     * Not watching yet.
     *
     * @param onSilent called once, on the queue
     */
    Silence(QueueClock clock, Runnable onSilent) {
        this.clock = clock;
        this.onSilent = onSilent;
    }

    /** A frame was taken from the queue. Frames that wait there are heard before the timer, so a slow handler is no silence. */
    void heard() {
        heardAt = clock.now();
    }

    /** Watches from now on. */
    void watch(long heartbeatMs) {
        long heartbeat = Math.max(MIN_HEARTBEAT_MS, Math.min(heartbeatMs, MAX_HEARTBEAT_MS));
        watch(Duration.ofMillis(2 * heartbeat));
    }

    private void watch(Duration limit) {
        timer = clock.after(limit.minusNanos(clock.now() - heardAt), () -> {
            if (clock.now() - heardAt >= limit.toNanos()) {
                onSilent.run();
            } else {
                watch(limit);
            }
        });
    }

    void stop() {
        timer.cancel();
    }
}
