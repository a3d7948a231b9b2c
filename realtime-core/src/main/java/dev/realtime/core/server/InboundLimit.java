package dev.realtime.core.server;

import dev.realtime.core.protocol.ErrorCode;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How much a client may send: a bound on a message, a token bucket for the rate, and a bound on what waits to be handled. */
final class InboundLimit {
    /** What was too much. */
    record Excess(ErrorCode code, String message) {}

    private static final int MAX_WAITING = 32;
    private static final int MAX_FIRST_MESSAGE_BYTES = 32 * 1024;
    private static final Excess RATE = new Excess(ErrorCode.RATE_LIMITED, "too many messages");
    private static final Excess FIRST = new Excess(ErrorCode.UNAUTHENTICATED, "one message before authentication");

    private final int messageBytes;

    private final AtomicInteger waiting = new AtomicInteger();
    private final long nanosPerMessage;
    private final long burstNanos;
    private long fullAt; // nanoTime when the bucket will be full again; on the transport's serial callbacks
    private int received; // on the transport's serial callbacks

    InboundLimit(Limits limits, long now) {
        this.messageBytes = limits.messageBytes();
        this.nanosPerMessage = TimeUnit.SECONDS.toNanos(1) / limits.messagesPerSecond();
        this.burstNanos = 2 * TimeUnit.SECONDS.toNanos(1);
        this.fullAt = now;
    }

    /** Counts a message; null when the client may send it (protocol rules P2, P6). */
    @Nullable Excess take(int bytes, boolean authenticated, long now) {
        int most = authenticated ? messageBytes : MAX_FIRST_MESSAGE_BYTES;
        if (bytes > most) {
            return new Excess(ErrorCode.TOO_LARGE, "a message has at most " + most + " bytes");
        }
        received++;
        fullAt = (fullAt - now > 0 ? fullAt : now) + nanosPerMessage;
        if (fullAt - now > burstNanos || waiting.incrementAndGet() > MAX_WAITING) {
            return RATE;
        }
        return authenticated || received == 1 ? null : FIRST;
    }

    /** A message that was taken has been handled. On any thread. */
    void handled() {
        waiting.decrementAndGet();
    }
}
