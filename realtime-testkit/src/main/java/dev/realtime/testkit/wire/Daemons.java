package dev.realtime.testkit.wire;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one tool: they have its name, and end with it. */
final class Daemons {
    private Daemons() {}

    static ExecutorService named(String name) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Ends threads whose sockets have been closed. */
    static void end(ExecutorService threads) {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(Patience.DEFAULT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("threads go on after " + Patience.DEFAULT + ": " + threads);
            }
        } catch (InterruptedException e) {
            throw Patience.interrupted(e);
        }
    }
}
