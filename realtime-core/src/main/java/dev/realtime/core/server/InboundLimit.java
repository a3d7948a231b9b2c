package dev.realtime.core.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How much a client may send: a token bucket for the rate, and a bound on what waits to be handled. */
final class InboundLimit {
    private static final int MAX_WAITING = 32;

    private final AtomicInteger waiting = new AtomicInteger();
    private final long nanosPerMessage;
    private final long burstNanos;
    private long fullAt; // nanoTime when the bucket will be full again; on the transport's serial callbacks
    private int received; // on the transport's serial callbacks

    InboundLimit(Limits limits, long now) {
        this.nanosPerMessage = TimeUnit.SECONDS.toNanos(1) / limits.messagesPerSecond();
        this.burstNanos = 2 * TimeUnit.SECONDS.toNanos(1);
        this.fullAt = now;
    }

    /** Counts a message; tells whether the client may send it. */
    boolean take(long now) {
        received++;
        fullAt = (fullAt - now > 0 ? fullAt : now) + nanosPerMessage;
        return fullAt - now <= burstNanos && waiting.incrementAndGet() <= MAX_WAITING;
    }

    int received() {
        return received;
    }

    /** A message that was taken has been handled. On any thread. */
    void handled() {
        waiting.decrementAndGet();
    }
}
