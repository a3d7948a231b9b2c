package dev.realtime.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/** Where all clients of a swarm read, one after the other. Grows only where a frame is larger. One thread. */
final class ReadBuffer {
    private static final int CAPACITY = 256 * 1024;

    private final ByteBuffer direct = ByteBuffer.allocateDirect(CAPACITY);
    private byte[] bytes = new byte[2 * CAPACITY];

    /** Puts what is there behind the beginning that was kept; tells where it ends, or -1 at the end of the stream. */
    int fill(ReadableByteChannel channel, byte[] kept, int keptLength, int most) throws IOException {
        direct.clear().limit(Math.min(CAPACITY, most));
        int read = channel.read(direct);
        if (read < 0) {
            return -1;
        }
        if (keptLength + read > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(keptLength + read, bytes.length * 2));
        }
        System.arraycopy(kept, 0, bytes, 0, keptLength);
        direct.flip().get(bytes, keptLength, read);
        return keptLength + read;
    }

    byte[] bytes() {
        return bytes;
    }
}
