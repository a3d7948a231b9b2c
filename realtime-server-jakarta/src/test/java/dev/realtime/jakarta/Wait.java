package dev.realtime.jakarta;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting for what a container tells nobody of; everything else is waited for with latches and queues. */
final class Wait {
    private Wait() {}

    /** Waits until something holds; tells after how many milliseconds. */
    static long until(String what, int seconds, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(seconds)) {
                throw new AssertionError("not within " + seconds + " s: " + what);
            }
            never.await(5, TimeUnit.MILLISECONDS);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
