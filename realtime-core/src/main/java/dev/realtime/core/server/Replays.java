package dev.realtime.core.server;

import dev.realtime.core.schedule.Scheduler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The turns of those who catch up after a reconnect: a few messages a turn, a few turns at the same time. When all clients come back at once,
 * live delivery does not wait behind what they have missed, and none of them behind the others. Thread-safe.
 */
final class Replays {
    private static final int TURNS_AT_ONCE = 16; // of a task; then others have the thread

    private final Scheduler scheduler;
    private final int most;
    private final Queue<Subscription> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();

    /** Nobody waits; at most so many have their turn at the same time. */
    Replays(Scheduler scheduler, int most) {
        this.scheduler = scheduler;
        this.most = most;
    }

    /** Gives a subscription a turn when it is due. */
    void ask(Subscription subscription) {
        waiting.add(subscription);
        begin();
    }

    private void begin() {
        int now = running.get();
        while (now < most) {
            if (running.compareAndSet(now, now + 1)) {
                scheduler.execute(this::run);
                return;
            }
            now = running.get();
        }
    }

    private void run() {
        for (int i = 0; i < TURNS_AT_ONCE; i++) {
            Subscription next = waiting.poll();
            if (next == null) {
                running.decrementAndGet();
                if (!waiting.isEmpty()) { // came between the two
                    begin();
                }
                return;
            }
            next.replay();
        }
        scheduler.execute(this::run);
    }
}
