package dev.realtime.core.server;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;

/**
 * One round's way through an audience, slice by slice. Whoever runs it takes slices until there are no more, so several threads may, and
 * none of them waits for another one that has not begun. One that has begun may still not get on, when many others want the processors: so
 * when a tour is late, one more thread tells all who are left, also those whom somebody is about to tell. Who is told twice must not mind.
 * Thread-safe.
 */
final class Tour<T> implements Runnable {
    static final int SLICE = 32;
    static final int MEMBERS_A_THREAD = 1_024; // some 10 ms of sending; a second thread would cost more than it brings
    private static final Duration LATE = Duration.ofMillis(4); // longer than threads mostly wait for a processor; and
    private static final Duration LATE_PER_MEMBER = Duration.ofNanos(10_000); // about what sending takes

    /** Hears that everybody has been told. */
    @FunctionalInterface
    interface End {
        /** Called once, on the thread that has told the last ones. */
        void reached(int threads);
    }

    private final List<T> audience;
    private final Consumer<T> tell;
    private final End end;
    private final AtomicInteger taken = new AtomicInteger(); // slices
    private final AtomicInteger threads = new AtomicInteger(); // that have taken one
    private final AtomicIntegerArray told; // 1 for each slice that has been told
    private final AtomicInteger left; // slices that have not been told
    private volatile Scheduler.Timer timer = Scheduler.Timer.NONE; // until the tour is late

    Tour(List<T> audience, Consumer<T> tell, End end) {
        this.audience = audience;
        this.tell = tell;
        this.end = end;
        this.told = new AtomicIntegerArray((audience.size() + SLICE - 1) / SLICE);
        this.left = new AtomicInteger(told.length());
    }

    /** Tells everybody, on this thread and on as many more as are of use. */
    void begin(Scheduler scheduler, int processors) {
        if (told.length() > 1) { // before anybody else can end it, and look for the timer
            timer = scheduler.schedule(LATE.plus(LATE_PER_MEMBER.multipliedBy(audience.size())), this::finish);
        }
        for (int i = companions(processors); i > 0; i--) {
            scheduler.execute(this);
        }
        run();
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
        int slice = taken.getAndIncrement();
        if (slice < told.length()) {
            threads.incrementAndGet();
        }
        while (slice < told.length()) {
            tell(slice);
            slice = taken.getAndIncrement();
        }
    }

    /** Tells all who are left, whoever was to tell them. */
    void finish() {
        run();
        for (int slice = 0; slice < told.length(); slice++) {
            if (told.get(slice) == 0) {
                tell(slice);
            }
        }
    }

    private void tell(int slice) {
        try {
            audience.subList(slice * SLICE, Math.min((slice + 1) * SLICE, audience.size()))
                    .forEach(tell);
        } finally {
            if (told.compareAndSet(slice, 0, 1) && left.decrementAndGet() == 0) {
                timer.cancel();
                end.reached(Math.max(1, threads.get())); // who has only taken its slice may not be counted yet
            }
        }
    }
}
