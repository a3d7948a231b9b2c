package dev.realtime.tests.transport;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;

/** The time of another scheduler, but timers that do not come: a machine so busy that the completion is first. */
record LateTimers(Scheduler time) implements Scheduler {
    @Override
    public long nanoTime() {
        return time.nanoTime();
    }

    @Override
    public Instant wallClock() {
        return time.wallClock();
    }

    @Override
    public void execute(Runnable task) {
        time.execute(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return Timer.NONE;
    }

    @Override
    public void close() {}
}
