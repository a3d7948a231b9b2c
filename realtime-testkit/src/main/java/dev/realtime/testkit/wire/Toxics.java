package dev.realtime.testkit.wire;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The toxics of one way, at most one of a kind, as its bytes ask for them. Immutable. */
final class Toxics {
    static final Toxics NONE = new Toxics();

    private static final long TICKS_PER_SECOND = 50; // in which a bandwidth is given out

    private final Map<Class<?>, Toxic> byKind = new HashMap<>();

    Toxics(Toxic... toxics) {
        for (Toxic toxic : toxics) {
            if (byKind.put(toxic.getClass(), toxic) != null) {
                throw new IllegalArgumentException("two toxics of a kind on one way: " + toxic);
            }
        }
    }

    private <T extends Toxic> @Nullable T find(Class<T> kind) {
        Toxic toxic = byKind.get(kind);
        return toxic == null ? null : kind.cast(toxic);
    }

    /** How much later the next bytes arrive. */
    long delayNanos(RandomGenerator random) {
        Toxic.Latency latency = find(Toxic.Latency.class);
        if (latency == null) {
            return 0;
        }
        long jitter = latency.jitter().toNanos();
        return latency.delay().toNanos() - jitter + random.nextLong(2 * jitter + 1);
    }

    /** How many bytes go in one piece. */
    int pieceBytes(RandomGenerator random) {
        Toxic.Slicer slicer = find(Toxic.Slicer.class);
        Toxic.Bandwidth bandwidth = find(Toxic.Bandwidth.class);
        int slice = slicer == null
                ? Integer.MAX_VALUE
                : slicer.averageBytes() - slicer.variation() + random.nextInt(2 * slicer.variation() + 1);
        long tick = bandwidth == null ? Integer.MAX_VALUE : bandwidth.bytesPerSecond() / TICKS_PER_SECOND;
        return (int) Math.max(1, Math.min(slice, tick));
    }

    /** How long a piece is under way because of its size. */
    long sendingNanos(int bytes) {
        Toxic.Bandwidth bandwidth = find(Toxic.Bandwidth.class);
        return bandwidth == null ? 0 : bytes * TimeUnit.SECONDS.toNanos(1) / bandwidth.bytesPerSecond();
    }

    /** How long nothing follows a piece. */
    long restNanos() {
        Toxic.Slicer slicer = find(Toxic.Slicer.class);
        return slicer == null ? 0 : slicer.delay().toNanos();
    }

    long slowCloseNanos() {
        Toxic.SlowClose slow = find(Toxic.SlowClose.class);
        return slow == null ? 0 : slow.delay().toNanos();
    }

    /** Whether nothing gets through. */
    boolean swallow() {
        return find(Toxic.Timeout.class) != null;
    }

    /** When the connection is closed; null for never. */
    @Nullable Duration closeAfter() {
        Toxic.Timeout timeout = find(Toxic.Timeout.class);
        return timeout == null || timeout.after().isZero() ? null : timeout.after();
    }

    /** When the connection is reset; null for never. */
    @Nullable Duration resetAfter() {
        Toxic.ResetPeer reset = find(Toxic.ResetPeer.class);
        return reset == null ? null : reset.after();
    }

    /** How many bytes get through. */
    long limit() {
        Toxic.LimitData limit = find(Toxic.LimitData.class);
        return limit == null ? Long.MAX_VALUE : limit.bytes();
    }
}
