package dev.realtime.benchmarks.suite;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Notices when this process stands still: somebody has stopped it, or the machine was asleep. Thread-safe. */
final class Pulse {
    private static final long BEAT_NANOS = 100_000_000;

    private final LongSupplier clock;
    private final AtomicLong longest = new AtomicLong(); // nanoseconds, since the last question
    private long last; // of who beats

    Pulse(LongSupplier clock) {
        this.clock = clock;
        this.last = clock.getAsLong();
    }

    /** One that beats by itself, until the end of the process. */
    static Pulse started() {
        Pulse pulse = new Pulse(System::nanoTime);
        Thread thread = new Thread(pulse::run, "pulse");
        thread.setDaemon(true);
        thread.start();
        return pulse;
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(BEAT_NANOS);
            beat();
        }
    }

    /** Comes often. */
    void beat() {
        long now = clock.getAsLong();
        long gap = now - last;
        last = now;
        longest.accumulateAndGet(gap, Math::max);
    }

    /** The longest time between two beats since the last time that this was asked, in seconds. */
    double longestGapSeconds() {
        return longest.getAndSet(0) / 1e9;
    }
}
