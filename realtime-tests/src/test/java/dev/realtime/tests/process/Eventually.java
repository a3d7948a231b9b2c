package dev.realtime.tests.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what another process does. */
final class Eventually {
    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static final long LOOK_AGAIN_MS = 5;

    private Eventually() {}

    /**
     * Looks again and again until something is so.
     *
     * @param what is asked for the failure's text when the limit has passed
     * @return after how many nanoseconds it was so
     */
    static long until(Duration limit, Supplier<String> what, BooleanSupplier condition) throws InterruptedException {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > limit.toNanos()) {
                throw new AssertionError("not within " + limit + ": " + what.get());
            }
            NEVER.await(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
        }
        return System.nanoTime() - begin;
    }

    /** Lets time pass: how long a fault lasts, or until it is time to measure. Never used to wait for something to happen. */
    static void pass(Duration time) throws InterruptedException {
        NEVER.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
