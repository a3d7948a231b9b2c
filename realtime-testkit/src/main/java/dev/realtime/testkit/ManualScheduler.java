package dev.realtime.testkit;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: nothing happens until the test says so, and then all of it on the test's thread. A task that throws makes the
 * call that ran it throw. Used by one thread; another one is refused.
 */
public final class ManualScheduler implements Scheduler {
    private static final Instant EPOCH = Instant.parse("2026-11-20T12:00:00Z");

    private static final class Delayed implements Comparable<Delayed>, Timer {
        final long at;
        final long order;

        @Nullable Runnable task; // null when cancelled or run

        Delayed(long at, long order, Runnable task) {
            this.at = at;
            this.order = order;
            this.task = task;
        }

        @Override
        public int compareTo(Delayed other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }

        @Override
        public void cancel() {
            task = null;
        }
    }

    private final Thread owner = Thread.currentThread();
    private final @Nullable RandomGenerator random;
    private final List<Runnable> ready = new ArrayList<>();
    private final PriorityQueue<Delayed> delayed = new PriorityQueue<>();
    private long now;
    private long wallOffset;
    private long order;
    private long tasksLeft = 100_000_000;

    private ManualScheduler(@Nullable RandomGenerator random) {
        this.random = random;
    }

    /**
     * Time at rest; tasks that are ready run in the order of their arrival.
     *
     * @return the scheduler
     */
    public static ManualScheduler inOrder() {
        return new ManualScheduler(null);
    }

    /**
     * Time at rest; of the tasks that are ready a random one runs next, as threads might.
     *
     * @param random decides; the same seed gives the same run
     * @return the scheduler
     */
    public static ManualScheduler shuffled(RandomGenerator random) {
        return new ManualScheduler(random);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Instant wallClock() {
        return EPOCH.plusNanos(now + wallOffset);
    }

    @Override
    public void execute(Runnable task) {
        checkThread();
        ready.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        checkThread();
        Delayed timer = new Delayed(now + Math.max(0, delay.toNanos()), order++, task);
        delayed.add(timer);
        return timer;
    }

    /**
     * Bounds how many tasks may still run, so that a test in which two parts keep each other busy for ever ends. Default:
     * 100,000,000.
     *
     * @param tasks how many from here on
     */
    public void limit(long tasks) {
        tasksLeft = tasks;
    }

    /**
     * Runs everything that is ready, and what that makes ready; time stands still.
     *
     * @throws IllegalStateException if a task throws, or the limit of tasks is reached
     */
    public void runReady() {
        checkThread();
        while (!ready.isEmpty()) {
            if (tasksLeft-- <= 0) {
                throw new IllegalStateException("the limit of tasks is reached: something goes on for ever");
            }
            Runnable task = ready.remove(random == null ? 0 : random.nextInt(ready.size()));
            try {
                task.run();
            } catch (RuntimeException e) {
                throw new IllegalStateException("a task failed at " + Duration.ofNanos(now), e);
            }
        }
    }

    /**
     * Lets time pass, and runs everything that becomes ready meanwhile, each at its time. A task may do so too: it takes that
     * long, and the others run meanwhile.
     *
     * @param duration how long
     */
    public void advance(Duration duration) {
        long target = now + duration.toNanos();
        runReady();
        while (takeDue(target)) {
            runReady();
        }
        now = Math.max(now, target); // a task may have let time pass itself
    }

    /**
     * Lets time pass until something is so, and no longer.
     *
     * @param condition looked at whenever everything that is ready has run
     * @param most how long at most
     * @return whether it became so; if not, all that time has passed
     */
    public boolean advanceUntil(BooleanSupplier condition, Duration most) {
        long target = now + most.toNanos();
        runReady();
        while (!condition.getAsBoolean()) {
            if (!takeDue(target)) {
                now = Math.max(now, target);
                return false;
            }
            runReady();
        }
        return true;
    }

    private boolean takeDue(long target) {
        Delayed next = delayed.peek();
        if (next == null || next.at > target) {
            return false;
        }
        now = Math.max(now, next.at);
        while (next != null && next.at <= now) {
            delayed.remove();
            if (next.task != null) {
                ready.add(next.task);
                next.task = null;
            }
            next = delayed.peek();
        }
        return true;
    }

    /**
     * Has the clock on the wall jump; intervals and timers do not notice.
     *
     * @param by how far; negative jumps back
     */
    public void jumpWall(Duration by) {
        wallOffset += by.toNanos();
    }

    /**
     * How many timers wait.
     *
     * @return those that are neither cancelled nor run
     */
    public long timers() {
        return delayed.stream().filter(timer -> timer.task != null).count();
    }

    private void checkThread() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    "virtual time belongs to " + owner + " but was used by " + Thread.currentThread());
        }
    }

    /** Forgets everything that waits. */
    @Override
    public void close() {
        ready.clear();
        delayed.clear();
    }
}
