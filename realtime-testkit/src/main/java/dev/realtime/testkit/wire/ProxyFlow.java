package dev.realtime.testkit.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One way through a proxy: takes bytes, and passes each on at its moment. On the loop's thread. */
final class ProxyFlow {
    private static final int READ_BYTES = 64 * 1024;
    private static final int MAX_WAITING_BYTES = 512 * 1024; // then the source is not read

    /** Bytes under way, and what follows them. */
    private record Piece(
            ByteBuffer bytes, long at, @Nullable Runnable then) {}

    private final ProxyPair pair;
    private final ProxyPair.End source;
    private final ProxyPair.End sink;
    private final ProxyLoop loop;
    private final RandomGenerator random;
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    private final Deque<Piece> waiting = new ArrayDeque<>();
    private Toxics toxics = Toxics.NONE;
    private int waitingBytes;
    private long lastAt = System.nanoTime(); // when the last piece is due; nothing overtakes it
    private long bytesLeft = Long.MAX_VALUE;
    private boolean opened; // both sockets are connected
    private boolean ended; // nothing more is read
    private boolean over; // the end has been passed on, or swallowed
    private boolean dead; // what comes is swallowed, for ever
    private boolean timed; // a timer for the first piece is set

    ProxyFlow(ProxyPair pair, ProxyPair.End source, ProxyPair.End sink, ProxyLoop loop, RandomGenerator random) {
        this.pair = pair;
        this.source = source;
        this.sink = sink;
        this.loop = loop;
        this.random = random;
    }

    boolean isOver() {
        return over;
    }

    /** Whether what comes now goes nowhere. */
    boolean swallows() {
        return dead || toxics.swallow();
    }

    /** Begins to read. */
    void open() {
        opened = true;
        flush();
    }

    /** Other toxics from here on; what is under way keeps its moment, unless it is swallowed. */
    void use(Toxics newToxics) {
        toxics = newToxics;
        bytesLeft = newToxics.limit();
        if (newToxics.swallow() && !waiting.isEmpty()) {
            lose();
        }
        Duration closing = newToxics.closeAfter();
        if (closing != null) {
            loop.after(closing, () -> whileUsing(newToxics, pair::close));
        }
        Duration resetting = newToxics.resetAfter();
        if (resetting != null) {
            loop.after(resetting, () -> whileUsing(newToxics, pair::reset));
        }
    }

    private void whileUsing(Toxics then, Runnable task) {
        if (toxics == then) {
            task.run();
        }
    }

    /** Everything is swallowed from here on. */
    void lose() {
        dead = true;
        waiting.clear();
        waitingBytes = 0;
        want(false);
    }

    /** The source is gone, and nobody is told. */
    void endUnheard() {
        lose();
        ended = true;
        over = true;
    }

    void onReadable() {
        int count;
        try {
            buffer.clear();
            count = source.channel().read(buffer);
        } catch (IOException e) {
            pair.broken(source);
            return;
        }
        dead = dead || (toxics.swallow() && count != 0);
        if (count < 0) {
            end();
        } else if (!dead) {
            take(buffer.flip());
        }
        flush();
    }

    private void end() {
        ended = true;
        if (dead) {
            over = true;
            want(false);
            pair.onOver();
        } else {
            add(new byte[0], Math.max(System.nanoTime() + toxics.slowCloseNanos(), lastAt), this::passEnd);
        }
    }

    private void passEnd() {
        over = true;
        try {
            sink.channel().shutdownOutput();
        } catch (IOException e) {
            pair.broken(sink);
        }
        pair.onOver();
    }

    private void take(ByteBuffer bytes) {
        int size = (int) Math.min(bytes.remaining(), bytesLeft);
        bytesLeft -= size;
        lastAt = Math.max(System.nanoTime() + toxics.delayNanos(random), lastAt);
        while (size > 0) {
            byte[] piece = new byte[Math.min(size, toxics.pieceBytes(random))];
            bytes.get(piece);
            size -= piece.length;
            lastAt += toxics.sendingNanos(piece.length);
            add(piece, lastAt, null);
            lastAt += toxics.restNanos();
        }
        if (bytesLeft == 0) {
            ended = true;
            add(new byte[0], lastAt, pair::close);
        }
    }

    private void add(byte[] bytes, long at, @Nullable Runnable then) {
        waiting.add(new Piece(ByteBuffer.wrap(bytes), at, then));
        waitingBytes += bytes.length;
    }

    /** Passes on what is due, as much as the sink takes. */
    void flush() {
        Piece next = waiting.peek();
        while (next != null && next.at - System.nanoTime() <= 0) {
            if (!write(next.bytes)) {
                want(true);
                return;
            }
            waiting.poll();
            if (next.then != null) {
                next.then.run();
            }
            next = waiting.peek();
        }
        want(false);
        if (next != null && !timed) {
            timed = true;
            loop.at(next.at, () -> {
                timed = false;
                flush();
            });
        }
    }

    /** Writes; false where the sink takes no more now, or is gone (then its key is no longer valid). */
    private boolean write(ByteBuffer bytes) {
        int before = bytes.remaining();
        try {
            sink.channel().write(bytes);
        } catch (IOException e) {
            pair.broken(sink);
            return false;
        }
        waitingBytes -= before - bytes.remaining();
        return !bytes.hasRemaining();
    }

    private void want(boolean writing) {
        sink.want(SelectionKey.OP_WRITE, writing);
        source.want(SelectionKey.OP_READ, opened && !ended && waitingBytes < MAX_WAITING_BYTES);
    }
}
