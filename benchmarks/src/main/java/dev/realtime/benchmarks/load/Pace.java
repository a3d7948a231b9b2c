package dev.realtime.benchmarks.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * How fast a client reads.
 *
 * @param bytesPerSecond the most that it reads, or 0 for as fast as it can
 */
public record Pace(int bytesPerSecond) {
    /** As fast as it can. */
    public static final Pace AT_WILL = new Pace(0);

    static final long PAUSE_NANOS = 250_000_000;

    private static final int SMALLEST_BUFFER = 4_096;

    boolean readsAtWill() {
        return bytesPerSecond == 0;
    }

    /** The most that it reads at once. */
    int bytesPerRead() {
        return readsAtWill() ? Integer.MAX_VALUE : Math.max(1, (int) (bytesPerSecond * PAUSE_NANOS / 1_000_000_000L));
    }

    /** Gives a slow reader a small window, or the kernel would read for it. */
    void prepare(SocketChannel socket) throws IOException {
        if (!readsAtWill()) {
            socket.setOption(StandardSocketOptions.SO_RCVBUF, SMALLEST_BUFFER);
        }
    }
}
