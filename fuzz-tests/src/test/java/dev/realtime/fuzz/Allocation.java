package dev.realtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;

/** What the calling thread has allocated since some moment: a small input must not become a large heap. */
final class Allocation {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Loading classes and Jazzer's own hooks allocate too. */
    private static final long ALLOWANCE = 16 << 20;

    private final long before = THREADS.getCurrentThreadAllocatedBytes();

    /** Checks that it was at most so much for each byte of input, beside what classes and hooks take. */
    void check(int input, int bytesForEach) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(
                allocated <= ALLOWANCE + (long) input * bytesForEach,
                () -> "allocated " + allocated + " bytes for " + input);
    }
}
