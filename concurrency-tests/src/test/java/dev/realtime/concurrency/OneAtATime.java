package dev.realtime.concurrency;

import java.util.concurrent.atomic.AtomicBoolean;

/** Something that only one thread may do at a time. Notes when two did, and in which order things were done. */
public final class OneAtATime {
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean overlapped;
    private volatile String done = "";

    /** Does something with a name of one character. */
    public void visit(String name) {
        if (!busy.compareAndSet(false, true)) {
            overlapped = true;
        }
        done = done + name;
        busy.set(false);
    }

    /** Whether two threads were here at once. */
    public boolean isOverlapped() {
        return overlapped;
    }

    /** The names of what was done, in that order. */
    public String done() {
        return done;
    }
}
