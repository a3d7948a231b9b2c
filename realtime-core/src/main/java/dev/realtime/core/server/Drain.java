package dev.realtime.core.server;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a server that tells its clients when to come back, one after the other (F1.18, protocol rule P16). Thread-safe. */
final class Drain {
    static final CloseReason DRAINED = CloseReason.of(CloseReason.DRAINED, "the server stops");

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /** How long a client may stay after the moment that it was told. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Node node;
    private final AtomicReference<@Nullable CompletableFuture<Void>> drained = new AtomicReference<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile long end; // nanoTime
    private volatile Scheduler.Timer limit = Scheduler.Timer.NONE; // set once, by who begins

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
        long begun = node.scheduler().nanoTime();
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (!drained.compareAndSet(null, done)) {
            CompletableFuture<Void> before = drained.get();
            return before == null ? done : before;
        }
        end = begun + over.toNanos();
        List<Connection> asked = node.pool().all();
        for (Connection connection : asked) {
            long afterMs = (long) (node.chance().fraction() * over.toMillis());
            connection.askToReconnect(afterMs, Duration.ofMillis(afterMs).plus(GRACE));
        }
        Runnable finish = () -> {
            if (told.compareAndSet(false, true)) {
                limit.cancel();
                tell(asked.size(), begun); // first: the process may end right after the other
                done.complete(null);
            }
        };
        limit = node.scheduler().schedule(over.plus(GRACE).plus(GRACE), finish);
        node.pool().whenEmpty(finish);
        return done;
    }

    private void tell(int count, long begun) {
        LOG.atInfo()
                .addKeyValue("count", count)
                .addKeyValue("left", node.pool().all().size())
                .addKeyValue(
                        "durationMs",
                        Duration.ofNanos(node.scheduler().nanoTime() - begun).toMillis())
                .log("drained");
    }
}
