package dev.realtime.testkit.wire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.InterruptedIOException;

/** How fast a thread reads: freely, so many bytes a second, or not at all. Thread-safe. */
final class Pace {
    static final long FREELY = Long.MAX_VALUE;

    private static final long TICKS_PER_SECOND = 50;

    @GuardedBy("this")
    private long bytesPerSecond = FREELY;

    synchronized void set(long newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
        notifyAll();
    }

    /** Waits for its turn; gives how many of the wanted bytes may be read now, 1 at least. */
    int next(int wanted) throws InterruptedIOException {
        try {
            long rate = awaitRate();
            if (rate == FREELY) {
                return wanted;
            }
            int bytes = (int) Math.max(1, Math.min(wanted, rate / TICKS_PER_SECOND));
            Thread.sleep(bytes * 1_000L / rate);
            return bytes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while not reading");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private synchronized long awaitRate() throws InterruptedException {
        while (bytesPerSecond == 0) {
            wait();
        }
        return bytesPerSecond;
    }
}
