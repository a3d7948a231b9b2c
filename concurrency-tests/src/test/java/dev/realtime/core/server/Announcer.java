package dev.realtime.core.server;

import dev.realtime.concurrency.Tasks;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A log that is nothing but a number, and rounds that announce it, each of which may end on another thread than it began on. */
final class Announcer implements Rounds.Round {
    private final Tasks tasks;
    private final AtomicInteger published = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile int announced; // the round's own
    private volatile boolean overlapped;

    Announcer(Tasks tasks) {
        this.tasks = tasks;
    }

    void publish() {
        published.incrementAndGet();
    }

    @Override
    public void run(Rounds.Over over) {
        if (!busy.compareAndSet(false, true)) {
            overlapped = true;
        }
        int before = announced;
        announced = published.get();
        int count = announced - before;
        tasks.execute(() -> {
            busy.set(false);
            over.after(count, 1, 2);
        });
    }

    @Override
    public long unannounced() {
        return published.get() - announced;
    }

    boolean isOverlapped() {
        return overlapped;
    }
}
