package dev.realtime.core.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Time and threads, as one thing, so that a clock and its timers cannot disagree. Everything in the library takes its time
 * and its threads from here; tests put virtual time in its place. Implementations are thread-safe. A task that throws is
 * logged by the scheduler and hurts no other.
 */
public interface Scheduler extends AutoCloseable {
    /** Work that waits for its time. */
    @FunctionalInterface
    interface Timer {
        /** A timer that is not set. */
        Timer NONE = () -> {};

        /** Makes sure that the work does not start any more; no effect once it has started. */
        void cancel();
    }

    /**
     * A clock for intervals.
     *
     * @return nanoseconds from an arbitrary origin; never goes back
     */
    long nanoTime();

    /**
     * The clock on the wall, for time stamps only: it may jump.
     *
     * @return the current instant
     */
    Instant wallClock();

    /**
     * Runs a task soon, on a thread of this scheduler.
     *
     * @param task what to run; it may block for as long as application code reasonably does
     */
    void execute(Runnable task);

    /**
     * Runs a task after a delay, on a thread of this scheduler.
     *
     * @param delay how long to wait; not negative
     * @param task what to run
     * @return to cancel it
     */
    Timer schedule(Duration delay, Runnable task);

    /** Stops the threads that this scheduler started itself; others go on. */
    @Override
    void close();

    /**
     * A scheduler on executors that the caller owns. Closing it does not stop them.
     *
     * @param timers waits for delays; does no work itself
     * @param workers runs all tasks
     * @return the scheduler
     */
    static Scheduler of(ScheduledExecutorService timers, Executor workers) {
        return new ExecutorScheduler(timers, workers, () -> {});
    }

    /**
     * A scheduler with daemon threads of its own: one for delays, and for tasks a pool that grows with demand to at most 32
     * and shrinks when idle. Close it to stop them.
     *
     * @param name the beginning of the threads' names
     * @return the scheduler
     */
    static Scheduler threads(String name) {
        return ExecutorScheduler.start(name);
    }
}
