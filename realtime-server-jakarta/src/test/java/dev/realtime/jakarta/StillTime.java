package dev.realtime.jakarta;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Time that stands still; tasks run at once, timers when a test says so. */
final class StillTime implements Scheduler {
    final Map<Runnable, Duration> timers = new LinkedHashMap<>();

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        timers.put(task, delay);
        return () -> timers.remove(task);
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public Instant wallClock() {
        return Instant.EPOCH;
    }

    @Override
    public void close() {}
}
