package dev.realtime.benchmarks.target;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bare loop of one socket: writes what follows its cursor until the socket is full. What clients say is not looked at. One thread. */
final class NioSession {
    private static final ByteBuffer IGNORED = ByteBuffer.allocateDirect(16 * 1024); // of the one thread

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Supplier<Chain.Link<ByteBuffer>> first;
    private final StringBuilder request = new StringBuilder();
    private Chain.@Nullable Link<ByteBuffer> cursor;
    private @Nullable ByteBuffer pending;

    NioSession(SocketChannel channel, SelectionKey key, Supplier<Chain.Link<ByteBuffer>> first) {
        this.channel = channel;
        this.key = key;
        this.first = first;
    }

    void onReady() {
        try {
            if (key.isReadable()) {
                read();
            }
            if (key.isValid() && key.isWritable()) {
                write();
            }
        } catch (IOException e) {
            close();
        }
    }

    private void read() throws IOException {
        int read = channel.read(IGNORED.clear());
        if (read < 0) {
            close();
            return;
        }
        if (cursor != null) {
            return;
        }
        request.append(StandardCharsets.ISO_8859_1.decode(IGNORED.flip()));
        if (request.indexOf("\r\n\r\n") >= 0) {
            pending = WebSocketBytes.upgraded(request.toString());
            cursor = first.get();
            request.setLength(0);
            write();
        }
    }

    /** Sends what there is, unless the socket is full already. */
    void flush() {
        if (cursor == null || pending != null) {
            return;
        }
        try {
            write();
        } catch (IOException e) {
            close();
        }
    }

    private void write() throws IOException {
        while (true) {
            ByteBuffer now = pending == null ? take() : pending;
            if (now == null) {
                await(SelectionKey.OP_READ);
                return;
            }
            channel.write(now);
            pending = now.hasRemaining() ? now : null;
            if (pending != null) {
                await(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
        }
    }

    private void await(int operations) {
        if (key.interestOps() != operations) {
            key.interestOps(operations);
        }
    }

    private @Nullable ByteBuffer take() {
        Chain.Link<ByteBuffer> here = cursor;
        Chain.Link<ByteBuffer> next = here == null ? null : here.next();
        if (next == null) {
            return null;
        }
        cursor = next;
        return next.value().duplicate();
    }

    private void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket could not be closed", e);
        }
    }
}
