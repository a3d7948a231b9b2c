package dev.realtime.core.server;

import dev.realtime.core.protocol.ErrorCode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** How much a client may send: a bound on a message, a token bucket for the rate, and bounds on what waits to be handled and answered. */
final class InboundLimit {
    /** What was too much. */
    record Excess(ErrorCode code, String message) {}

    private static final int MAX_WAITING = 32;
    private static final int MAX_UNANSWERED = 16;
    private static final int MAX_FIRST_MESSAGE_BYTES = 32 * 1024;
    private static final Excess RATE = new Excess(ErrorCode.RATE_LIMITED, "too many messages");
    private static final Excess FIRST = new Excess(ErrorCode.UNAUTHENTICATED, "one message before authentication");

    private static final Excess UNANSWERED =
            new Excess(ErrorCode.RATE_LIMITED, "more than " + MAX_UNANSWERED + " unanswered requests");
    private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final AtomicIntegerFieldUpdater<InboundLimit> WAITING =
            AtomicIntegerFieldUpdater.newUpdater(InboundLimit.class, "waiting");

    private static final AtomicIntegerFieldUpdater<InboundLimit> REQUESTS =
            AtomicIntegerFieldUpdater.newUpdater(InboundLimit.class, "requests");

    @SuppressWarnings("UnusedVariable") // it is, by WAITING
    private volatile int waiting; // messages that are not handled yet

    @SuppressWarnings("UnusedVariable") // it is, by REQUESTS
    private volatile int requests; // those that are not answered yet

    private long fullAt; // nanoTime when the bucket will be full again; on the transport's serial callbacks
    private int received; // on the transport's serial callbacks

    InboundLimit(long now) {
        this.fullAt = now;
    }

    /** Counts a message; null when the client may send it (protocol rules P2, P6). */
    @Nullable Excess take(int bytes, boolean authenticated, Limits limits, long now) {
        int most = authenticated ? limits.messageBytes() : MAX_FIRST_MESSAGE_BYTES;
        if (bytes > most) {
            return new Excess(ErrorCode.TOO_LARGE, "a message has at most " + most + " bytes");
        }
        received++;
        fullAt = (fullAt - now > 0 ? fullAt : now) + TimeUnit.SECONDS.toNanos(1) / limits.messagesPerSecond();
        if (fullAt - now > BURST_NANOS || WAITING.incrementAndGet(this) > MAX_WAITING) {
            return RATE;
        }
        return authenticated || received == 1 ? null : FIRST;
    }

    /** A message that was taken has been handled. On any thread. */
    void handled() {
        WAITING.decrementAndGet(this);
    }

    /** Counts a request; null when the client may have another one open (protocol rule P6). On any thread. */
    @Nullable Excess request() {
        return REQUESTS.incrementAndGet(this) > MAX_UNANSWERED ? UNANSWERED : null;
    }

    /** A request has been answered. On any thread. */
    void answered() {
        REQUESTS.decrementAndGet(this);
    }
}
