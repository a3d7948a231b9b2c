package dev.realtime.core.schedule;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other, in the order of their arrival, on the threads of a scheduler. State that only its tasks
 * touch needs no lock. An empty queue takes no room for tasks. Thread-safe; its lock is a leaf.
 */
public final class SerialQueue {
    private static final int TASKS_PER_TURN = 64;

    /** A task that waits. */
    private static final class Entry {
        final Runnable task;

        @Nullable Entry next; // guarded by the queue

        Entry(Runnable task) {
            this.task = task;
        }
    }

    private final Scheduler scheduler;

    @GuardedBy("this")
    private @Nullable Entry first;

    @GuardedBy("this")
    private @Nullable Entry last; // null when the queue is empty

    @GuardedBy("this")
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
        synchronized (this) {
            add(new Entry(task));
            if (running) {
                return;
            }
            running = true;
        }
        scheduler.execute(this::turn);
    }

    @GuardedBy("this")
    private void add(Entry entry) {
        if (last == null) {
            first = entry;
        } else {
            last.next = entry;
        }
        last = entry;
    }

    /** Takes the next task; null when there is none, and the turn is over. */
    private synchronized @Nullable Runnable poll() {
        Entry entry = first;
        if (entry == null) {
            running = false;
            return null;
        }
        first = entry.next;
        last = first == null ? null : last;
        return entry.task;
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
            Runnable task = poll();
            if (task == null) {
                return;
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
