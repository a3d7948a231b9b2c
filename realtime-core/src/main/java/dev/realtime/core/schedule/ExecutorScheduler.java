package dev.realtime.core.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Real time: delays on one executor, work on another. Thread-safe. */
final class ExecutorScheduler implements Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final int MAX_WORKERS = 32;

    /** A task that waits: what the timers call, and what cancels it. One object: every connection has such a timer. */
    private final class Delayed implements Callable<@Nullable Void>, Timer {
        private final Runnable task;
        private volatile @Nullable Future<?> future; // set before anybody can cancel

        Delayed(Runnable task) {
            this.task = task;
        }

        @Override
        public @Nullable Void call() {
            execute(task);
            return null;
        }

        @Override
        public void cancel() {
            Future<?> waiting = future;
            if (waiting != null) {
                waiting.cancel(false);
            }
        }
    }

    private final ScheduledExecutorService timers;
    private final Executor workers;
    private final Runnable onClose;

    ExecutorScheduler(ScheduledExecutorService timers, Executor workers, Runnable onClose) {
        this.timers = timers;
        this.workers = workers;
        this.onClose = onClose;
    }

    static ExecutorScheduler start(String name) {
        ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1, daemons(name + "-timer"));
        timers.setRemoveOnCancelPolicy(true);
        ForkJoinPool workers = new ForkJoinPool(
                MAX_WORKERS,
                worker(name + "-worker"),
                null,
                true,
                0,
                MAX_WORKERS,
                1,
                pool -> true, // application code that blocks on a future when all are busy just blocks
                30,
                TimeUnit.SECONDS);
        return new ExecutorScheduler(timers, workers, () -> {
            timers.shutdownNow();
            workers.shutdown();
        });
    }

    /** Idle workers are used before new ones start; none takes the class loader of the request that starts it. */
    private static ForkJoinPool.ForkJoinWorkerThreadFactory worker(String name) {
        AtomicInteger count = new AtomicInteger();
        return pool -> {
            ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
            thread.setName(name + "-" + count.incrementAndGet());
            return thread;
        };
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(ExecutorScheduler.class.getClassLoader()); // not that of who came first
            return thread;
        };
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant wallClock() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void execute(Runnable task) {
        try {
            workers.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("dropped a task: the scheduler is closed", e);
        }
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        try {
            Delayed delayed = new Delayed(task);
            delayed.future = timers.schedule(delayed, delay.toNanos(), TimeUnit.NANOSECONDS);
            return delayed;
        } catch (RejectedExecutionException e) {
            LOG.debug("dropped a timer: the scheduler is closed", e);
            return Timer.NONE;
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.error("a task failed", e);
            if (e instanceof VirtualMachineError fatal) {
                throw fatal;
            }
        }
    }

    @Override
    public void close() {
        onClose.run();
    }
}
