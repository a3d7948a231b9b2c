package dev.realtime.client;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.schedule.SerialQueue;
import java.time.Duration;

/** Time as the client's one queue sees it: what waits for its time runs on the queue. */
final class QueueClock {
    private final Scheduler scheduler;
    private final SerialQueue queue;

    QueueClock(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.queue = new SerialQueue(scheduler);
    }

    Scheduler scheduler() {
        return scheduler;
    }

    long now() {
        return scheduler.nanoTime();
    }

    /** Runs a task on the queue. Thread-safe. */
    void execute(Runnable task) {
        queue.execute(task);
    }

    boolean isOnQueue() {
        return queue.isCurrent();
    }

    /** Runs a task on the queue after a delay. Cancelled on the queue, it surely does not run. */
    Scheduler.Timer after(Duration delay, Runnable task) {
        Fence fence = new Fence(task);
        fence.timer = scheduler.schedule(delay, () -> queue.execute(fence));
        return fence;
    }

    private static final class Fence implements Scheduler.Timer, Runnable {
        private final Runnable task;
        private Scheduler.Timer timer = Scheduler.Timer.NONE; // on queue
        private boolean cancelled; // on queue

        Fence(Runnable task) {
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
            timer.cancel();
        }

        @Override
        public void run() {
            if (!cancelled) {
                task.run();
            }
        }
    }
}
