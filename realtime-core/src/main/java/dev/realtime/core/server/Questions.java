package dev.realtime.core.server;

import dev.realtime.core.schedule.Scheduler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The calls of the application's snapshot providers: a few at the same time, the others wait. A provider that blocks for ever takes
 * these few threads, and not all that the server has. Thread-safe.
 */
final class Questions {
    private static final int MOST = 4;

    private final Scheduler scheduler;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();

    /** Nobody waits. */
    Questions(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Has a call made when it is its turn. */
    void ask(Runnable call) {
        waiting.add(call);
        begin();
    }

    private void begin() {
        int now = running.get();
        while (now < MOST) {
            if (running.compareAndSet(now, now + 1)) {
                scheduler.execute(this::run);
                return;
            }
            now = running.get();
        }
    }

    private void run() {
        Runnable next = waiting.poll();
        if (next == null) {
            running.decrementAndGet();
            if (!waiting.isEmpty()) { // came between the two
                begin();
            }
            return;
        }
        try {
            next.run();
        } finally {
            scheduler.execute(this::run);
        }
    }
}
