package dev.realtime.concurrency;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A scheduler whose tasks wait until a thread of the test runs them, and whose time passes when the test says so. Each thread that calls
 * {@link #runAll} is a worker. It shares as little as it can, so that the interleavings are those of the code under test.
 */
public final class Tasks implements Scheduler {
    private record Waiting(Runnable task, Waiting next) {}

    private record Alarms(Alarm alarm, Alarms next) {}

    private static final class Alarm implements Timer {
        final Runnable task;
        final AtomicBoolean over = new AtomicBoolean(); // cancelled, or fired

        Alarm(Runnable task) {
            this.task = task;
        }

        @Override
        public void cancel() {
            over.set(true);
        }
    }

    private final AtomicReference<Waiting> waiting = new AtomicReference<>(); // the last one first: workers take any
    private final AtomicReference<Alarms> alarms = new AtomicReference<>();
    private volatile long now;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Instant wallClock() {
        return Instant.EPOCH;
    }

    /** Lets time pass; timers are fired by {@link #fireAll}. */
    public void pass(Duration duration) {
        now = now + duration.toNanos();
    }

    @Override
    public void execute(Runnable task) {
        Waiting before;
        do {
            before = waiting.get();
        } while (!waiting.compareAndSet(before, new Waiting(task, before)));
    }

    /** Runs tasks on the calling thread until none waits. */
    public void runAll() {
        Waiting first = waiting.get();
        while (first != null) {
            if (waiting.compareAndSet(first, first.next())) {
                first.task().run();
            }
            first = waiting.get();
        }
    }

    /** How many tasks wait. */
    public int count() {
        int count = 0;
        for (Waiting task = waiting.get(); task != null; task = task.next()) {
            count++;
        }
        return count;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Alarm alarm = new Alarm(task);
        Alarms before;
        do {
            before = alarms.get();
        } while (!alarms.compareAndSet(before, new Alarms(alarm, before)));
        return alarm;
    }

    /** Runs what waits for its time on the calling thread, whenever that is; what is set meanwhile waits for the next call. */
    public void fireAll() {
        for (Alarms due = alarms.getAndSet(null); due != null; due = due.next()) {
            if (due.alarm().over.compareAndSet(false, true)) {
                due.alarm().task.run();
            }
        }
    }

    /** How many timers are set. */
    public int timers() {
        int count = 0;
        for (Alarms set = alarms.get(); set != null; set = set.next()) {
            count += set.alarm().over.get() ? 0 : 1;
        }
        return count;
    }

    @Override
    public void close() {}
}
