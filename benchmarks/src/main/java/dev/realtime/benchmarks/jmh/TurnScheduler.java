package dev.realtime.benchmarks.jmh;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Runs tasks on the thread of the benchmark, when that says so: what is measured is the work, not the hand-over between threads. Timers
 * never fire. One thread.
 */
final class TurnScheduler implements Scheduler {
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    /** Runs all tasks, and those that they leave behind. */
    void runAll() {
        Runnable task = tasks.poll();
        while (task != null) {
            task.run();
            task = tasks.poll();
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant wallClock() {
        return Instant.now();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return Timer.NONE;
    }

    @Override
    public void close() {
        tasks.clear();
    }
}
