package dev.realtime.core.schedule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other, in the order of their arrival, on the threads of a scheduler. State that only its tasks
 * touch needs no lock. Thread-safe.
 */
public final class SerialQueue {
    private static final int TASKS_PER_TURN = 64;

    private final Scheduler scheduler;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Queue<Runnable> tasks = new ArrayDeque<>(2);

    @GuardedBy("lock")
    private boolean running;

    private volatile @Nullable Thread owner; // the thread that runs a task right now

    /**
     * An empty queue.
     *
     * @param scheduler lends the threads
     */
    public SerialQueue(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Adds a task. Never blocks and never runs the task on the caller's stack.
     *
     * @param task what to run; if it throws, the scheduler logs it and the next task runs
     */
    public void execute(Runnable task) {
        synchronized (lock) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        scheduler.execute(this::turn);
    }

    /**
     * Tells whether the caller is a task of this queue.
     *
     * @return whether the current thread is running one
     */
    public boolean isCurrent() {
        return owner == Thread.currentThread();
    }

    private void turn() {
        for (int i = 0; i < TASKS_PER_TURN; i++) {
            Runnable task;
            synchronized (lock) {
                task = tasks.poll();
                if (task == null) {
                    running = false;
                    return;
                }
            }
            boolean done = false;
            owner = Thread.currentThread();
            try {
                task.run();
                done = true;
            } finally {
                owner = null;
                if (!done) {
                    scheduler.execute(this::turn); // the task throws out of this turn; the others go on in a new one
                }
            }
        }
        scheduler.execute(this::turn); // let others have the thread
    }
}
