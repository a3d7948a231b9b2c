package dev.realtime.core.server;

import dev.realtime.core.transport.CloseReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The end of a server that tells its clients when to come back, one after the other (F1.18, protocol rule P16). Thread-safe. */
final class Drain {
    static final CloseReason DRAINED = CloseReason.of(CloseReason.DRAINED, "the server stops");

    /** How long a client may stay after the moment that it was told. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Node node;
    private final AtomicReference<@Nullable CompletableFuture<Void>> drained = new AtomicReference<>();
    private volatile long end; // nanoTime

    Drain(Node node) {
        this.node = node;
    }

    boolean isOn() {
        return drained.get() != null;
    }

    /** When somebody who is refused may find another server in the place of this one. */
    Duration retryAfter() {
        long left = end - node.scheduler().nanoTime();
        return Duration.ofSeconds(Math.max(1, Duration.ofNanos(left).toSeconds() + 1));
    }

    /** Asks every client to come back at its own moment within a time; completes when all are gone, or were closed. */
    CompletionStage<Void> begin(Duration over) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (!drained.compareAndSet(null, done)) {
            CompletableFuture<Void> before = drained.get();
            return before == null ? done : before;
        }
        end = node.scheduler().nanoTime() + over.toNanos();
        for (Connection connection : node.pool().all()) {
            long afterMs = (long) (node.chance().fraction() * over.toMillis());
            connection.askToReconnect(afterMs, Duration.ofMillis(afterMs).plus(GRACE));
        }
        node.pool().whenEmpty(() -> done.complete(null));
        node.scheduler().schedule(over.plus(GRACE).plus(GRACE), () -> done.complete(null));
        return done;
    }
}
