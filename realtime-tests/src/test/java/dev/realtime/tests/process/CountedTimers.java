package dev.realtime.tests.process;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A scheduler with threads of its own that knows how many of its timers wait. Thread-safe. */
final class CountedTimers implements Scheduler {
    private final Scheduler threads = Scheduler.threads("realtime");
    private final AtomicLong waiting = new AtomicLong();

    long waiting() {
        return waiting.get();
    }

    @Override
    public long nanoTime() {
        return threads.nanoTime();
    }

    @Override
    public Instant wallClock() {
        return threads.wallClock();
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        AtomicBoolean over = new AtomicBoolean();
        waiting.incrementAndGet();
        Timer timer = threads.schedule(delay, () -> {
            end(over);
            task.run();
        });
        return () -> {
            timer.cancel();
            end(over);
        };
    }

    private void end(AtomicBoolean over) {
        if (over.compareAndSet(false, true)) {
            waiting.decrementAndGet();
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
