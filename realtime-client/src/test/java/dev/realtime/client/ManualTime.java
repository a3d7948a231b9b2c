package dev.realtime.client;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** Time that a test moves; tasks run on the test's thread. */
final class ManualTime implements Scheduler {
    private record Due(long at, long order, Runnable task) {}

    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Due> timers =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long now;
    private long order;
    boolean closed;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Instant wallClock() {
        return Instant.EPOCH.plusNanos(now);
    }

    @Override
    public void execute(Runnable task) {
        ready.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Due due = new Due(now + delay.toNanos(), order++, task);
        timers.add(due);
        return () -> timers.remove(due);
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Time that a task takes: nothing else runs meanwhile. */
    void pass(Duration taken) {
        now += taken.toNanos();
    }

    /** Runs what is ready. */
    void settle() {
        for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
            try {
                task.run();
            } catch (RuntimeException e) {
                throw new AssertionError("a task threw", e);
            }
        }
    }

    void advance(Duration by) {
        settle();
        long until = now + by.toNanos();
        while (!timers.isEmpty() && timers.peek().at() <= until) {
            Due due = timers.remove();
            now = Math.max(now, due.at());
            due.task().run();
            settle();
        }
        now = Math.max(now, until);
    }
}
