package dev.realtime.testkit;

import dev.realtime.client.connect.Connector;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The process that a server or a client of a world runs in: it can be stopped for a time, as by a long garbage collection or SIGSTOP,
 * while time passes and the rest of the world goes on, and it can be killed. One thread.
 */
final class SimProcess implements Scheduler {
    private final ManualScheduler time;
    private final Set<Task> timers = new LinkedHashSet<>();
    private final List<Runnable> held = new ArrayList<>(); // what would have run while it stood still
    private boolean stopped;
    private boolean killed;

    /** Work that waits for its time. */
    private final class Task implements Timer {
        private final Runnable work;
        private Timer timer = Timer.NONE;

        Task(Runnable work) {
            this.work = work;
        }

        void run() {
            timers.remove(this);
            SimProcess.this.run(work);
        }

        @Override
        public void cancel() {
            timer.cancel();
            timers.remove(this);
        }
    }

    SimProcess(ManualScheduler time) {
        this.time = time;
    }

    /** Stands still for a time; then everything that has waited runs at once, in its order. */
    void pause(Duration duration) {
        stopped = true;
        time.schedule(duration, () -> {
            stopped = false;
            List<Runnable> waiting = List.copyOf(held);
            held.clear();
            waiting.forEach(this::run);
        });
    }

    /** Nothing of it runs any more. */
    void kill() {
        killed = true;
        held.clear();
        List.copyOf(timers).forEach(Task::cancel);
    }

    /** Runs now, or when the process goes on, or never. */
    private void run(Runnable work) {
        if (stopped && !killed) {
            held.add(work);
        } else if (!killed) {
            work.run();
        }
    }

    /** What arrives for this process: the network takes it while the process stands still. */
    Transport.Listener listener(Transport.Listener listener) {
        return new Transport.Listener() {
            @Override
            public void onFrame(Frame frame) {
                run(() -> listener.onFrame(frame));
            }

            @Override
            public void onClosed(CloseReason reason) {
                run(() -> listener.onClosed(reason));
            }
        };
    }

    /** The same for what a connector tells a client of this process. */
    Connector.Listener connecting(Connector.Listener listener) {
        Transport.Listener frames = listener(listener);
        return new Connector.Listener() {
            @Override
            public void onOpened(Transport transport) {
                run(() -> listener.onOpened(transport));
            }

            @Override
            public void onRefused(int status, @Nullable Duration retryAfter) {
                run(() -> listener.onRefused(status, retryAfter));
            }

            @Override
            public void onFailed(Throwable cause) {
                run(() -> listener.onFailed(cause));
            }

            @Override
            public void onFrame(Frame frame) {
                frames.onFrame(frame);
            }

            @Override
            public void onClosed(CloseReason reason) {
                frames.onClosed(reason);
            }
        };
    }

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
        time.execute(() -> run(task));
    }

    @Override
    public Timer schedule(Duration delay, Runnable work) {
        if (killed) {
            return Timer.NONE;
        }
        Task task = new Task(work);
        timers.add(task);
        task.timer = time.schedule(delay, task::run);
        return task;
    }

    /** The world owns the time. */
    @Override
    public void close() {}
}
