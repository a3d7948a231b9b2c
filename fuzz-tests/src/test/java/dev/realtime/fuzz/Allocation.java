package dev.realtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.protocol.ProtocolException;
import java.lang.management.ManagementFactory;

/** What the calling thread has allocated for some work since a moment: a small input must not become a large heap. */
final class Allocation {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** For class loading and, while new inputs are made, for instrumentation, which took 8 MB where reading takes 38 KB. */
    private static final int ALLOWANCE = "1".equals(System.getenv("JAZZER_FUZZ")) ? 64 << 20 : 1 << 20;

    private static final int MEASUREMENTS = 5;

    /** What is measured; being refused is fine. */
    @FunctionalInterface
    interface Work {
        Object run() throws ProtocolException;
    }

    private final Work work;
    private final long before = THREADS.getCurrentThreadAllocatedBytes();

    /** From now on. */
    Allocation(Work work) {
        this.work = work;
    }

    /** Checks that the work took at most so many bytes. If it took more it is done again, since loading classes does not count. */
    void check(long most) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        for (int i = 0; allocated > ALLOWANCE + most && i < MEASUREMENTS; i++) {
            allocated = Math.min(allocated, again());
        }
        long least = allocated;
        assertTrue(least <= ALLOWANCE + most, () -> "allocated " + least + " bytes where " + most + " would do");
    }

    private long again() {
        long begin = THREADS.getCurrentThreadAllocatedBytes();
        try {
            work.run();
        } catch (ProtocolException e) {
            // it costs as well
        }
        return THREADS.getCurrentThreadAllocatedBytes() - begin;
    }
}
