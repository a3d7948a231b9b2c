package dev.realtime.core.server;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One round's way through an audience, slice by slice. Whoever runs it takes slices until there are no more, so several threads may, and
 * none of them waits for another one that has not begun. Thread-safe.
 */
final class Tour<T> implements Runnable {
    static final int SLICE = 64;
    static final int MEMBERS_A_THREAD = 1_024; // some 10 ms of sending; a second thread would cost more than it brings

    /** Hears that everybody has been told. */
    @FunctionalInterface
    interface End {
        /** Called once, on the thread that has told the last ones. */
        void reached(int threads);
    }

    private final List<T> audience;
    private final Consumer<T> tell;
    private final End end;
    private final AtomicInteger taken = new AtomicInteger(); // where the next slice begins
    private final AtomicInteger threads = new AtomicInteger(); // that have had a slice
    private final AtomicInteger left; // that have not been told

    Tour(List<T> audience, Consumer<T> tell, End end) {
        this.audience = audience;
        this.tell = tell;
        this.end = end;
        this.left = new AtomicInteger(audience.size());
    }

    /** How many threads may be of use beside the one that begins. */
    int companions(int processors) {
        return Math.min(processors, (audience.size() + MEMBERS_A_THREAD - 1) / MEMBERS_A_THREAD) - 1;
    }

    @Override
    public void run() {
        if (audience.isEmpty()) {
            end.reached(1);
            return;
        }
        int from = taken.getAndAdd(SLICE);
        if (from < audience.size()) {
            threads.incrementAndGet();
        }
        while (from < audience.size()) {
            List<T> slice = audience.subList(from, Math.min(from + SLICE, audience.size()));
            try {
                slice.forEach(tell);
            } finally {
                if (left.addAndGet(-slice.size()) == 0) {
                    end.reached(threads.get());
                }
            }
            from = taken.getAndAdd(SLICE);
        }
    }
}
