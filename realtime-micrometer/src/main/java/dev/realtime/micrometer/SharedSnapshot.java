package dev.realtime.micrometer;

import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.ServerMetrics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The server's numbers, taken once for all meters that are read together. Thread-safe, without a lock. */
final class SharedSnapshot {
    private static final long GOOD_NANOS = Duration.ofSeconds(1).toNanos();

    private record Taken(ServerMetrics metrics, long at) {}

    private final RealtimeServer server;
    private final Consumer<ServerMetrics> onTaken;
    private final AtomicReference<@Nullable Taken> last = new AtomicReference<>();

    /**
     * A snapshot that is taken when it is first asked for.
     *
     * @param onTaken hears of each new one, on the thread that asked; what it asks for itself is this one
     */
    SharedSnapshot(RealtimeServer server, Consumer<ServerMetrics> onTaken) {
        this.server = server;
        this.onTaken = onTaken;
    }

    ServerMetrics get() {
        Taken known = last.get();
        long now = server.scheduler().nanoTime();
        if (known != null && now - known.at() < GOOD_NANOS) {
            return known.metrics();
        }
        Taken taken = new Taken(server.metrics(), now);
        if (last.compareAndSet(known, taken)) { // else somebody was faster, and tells
            onTaken.accept(taken.metrics());
        }
        return taken.metrics();
    }
}
