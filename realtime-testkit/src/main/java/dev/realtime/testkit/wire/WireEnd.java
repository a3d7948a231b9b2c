package dev.realtime.testkit.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One end of a WebSocket connection, spoken by hand: HTTP heads first, then frames, which a thread of its own reads. It answers
 * nothing by itself. Thread-safe.
 */
final class WireEnd implements Runnable {
    /** Comes behind the last frame, as often as it is asked for: looks like a close frame with the code for none. */
    static final RawFrame END = RawFrame.close(1006, "");

    private static final int MAX_PAYLOAD = 32 * 1024 * 1024;
    private static final int MAX_HEAD = 64 * 1024;

    /** Hears each frame on the reading thread, before anybody can take it. */
    @FunctionalInterface
    interface Listener {
        void onFrame(RawFrame frame) throws IOException;
    }

    /**
     * Who writes where.
     *
     * @param log what goes over the wire
     * @param number of the connection in it
     * @param side whose end this is
     */
    record Tape(FrameLog log, int number, Side side) {
        void note(String what) {
            log.note(number, what);
        }
    }

    private final Socket socket;
    private final Tape tape;
    private final ExecutorService threads;
    private final Listener listener;
    private final Pace pace = new Pace();
    private final BlockingQueue<RawFrame> arrived = new LinkedBlockingQueue<>();
    private final Object whole = new Object(); // held while bytes are written, so that frames stay whole

    /**
     * An end that does not read yet.
     *
     * @param socket connected
     * @param tape keeps what is said
     * @param threads for reading and writing
     * @param listener hears what comes
     */
    WireEnd(Socket socket, Tape tape, ExecutorService threads, Listener listener) {
        this.socket = socket;
        this.tape = tape;
        this.threads = threads;
        this.listener = listener;
    }

    Tape tape() {
        return tape;
    }

    /** Reads up to a blank line; before {@link #startReading}. */
    HttpHead readHead() throws IOException {
        socket.setSoTimeout((int) Patience.DEFAULT.toMillis());
        StringBuilder head = new StringBuilder();
        while (head.length() < MAX_HEAD && head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new EOFException("the connection ended in the middle of an HTTP head");
            }
            head.append((char) next);
        }
        socket.setSoTimeout(0);
        HttpHead parsed = HttpHead.parse(head.toString());
        tape.note(parsed.toString());
        return parsed;
    }

    /** Frames from here on. */
    void startReading() {
        threads.execute(this);
    }

    /** Reads until the connection ends. */
    @Override
    public void run() {
        try {
            InputStream in = socket.getInputStream();
            while (true) {
                RawFrame frame = readFrame(in);
                tape.log().frame(tape.number(), tape.side().other(), frame);
                listener.onFrame(frame);
                arrived.add(frame);
            }
        } catch (IOException e) {
            tape.note("the " + tape.side() + " end reads no more: " + e.getMessage());
        } finally {
            arrived.add(END);
        }
    }

    private RawFrame readFrame(InputStream in) throws IOException {
        byte[] head = read(in, 2);
        int field = head[1] & 0x7f;
        long length = field;
        if (field > 125) {
            byte[] bytes = new byte[8];
            int count = RawFrame.lengthBytes(field);
            System.arraycopy(read(in, count), 0, bytes, 8 - count, count);
            length = ByteBuffer.wrap(bytes).getLong();
        }
        if (length < 0 || length > MAX_PAYLOAD) {
            throw new IOException("a frame of " + length + " bytes");
        }
        boolean masked = (head[1] & 0x80) != 0;
        byte[] mask = masked ? read(in, 4) : new byte[4];
        byte[] payload = RawFrame.masked(read(in, (int) length), mask);
        RawFrame frame = RawFrame.of(head[0] & 0x0f, payload).rsv((head[0] >> 4) & 0x07);
        return (head[0] & 0x80) == 0 ? frame.unfinished() : frame;
    }

    private byte[] read(InputStream in, int count) throws IOException {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            int size = in.read(bytes, done, pace.next(count - done));
            if (size < 0) {
                throw new EOFException("the other end has closed");
            }
            done += size;
        }
        return bytes;
    }

    /** Takes the next frame; {@link #END} when the connection has ended; null where nothing came in time. */
    @Nullable RawFrame poll(Duration limit) {
        RawFrame frame = Patience.poll(arrived, limit);
        if (frame == END) {
            arrived.add(END);
        }
        return frame;
    }

    /** Writes a frame. */
    void send(RawFrame frame) throws IOException {
        tape.log().frame(tape.number(), tape.side(), frame);
        write(frame.encode(tape.side()));
    }

    /** Writes bytes, within 5 s: a peer that does not read must not hold up a test. */
    void write(byte[] bytes) throws IOException {
        Future<Boolean> written = writing(bytes);
        try {
            written.get(Patience.DEFAULT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw caused(new InterruptedIOException("interrupted while writing"), e);
        } catch (TimeoutException e) {
            throw caused(new SocketTimeoutException("the other end does not read: not written in 5 s"), e);
        } catch (ExecutionException e) {
            throw new IOException("could not write: " + e.getCause(), e);
        }
    }

    private Future<Boolean> writing(byte[] bytes) throws IOException {
        try {
            return threads.submit(() -> {
                synchronized (whole) {
                    socket.getOutputStream().write(bytes);
                }
                return true;
            });
        } catch (RejectedExecutionException e) {
            throw new IOException("closed", e);
        }
    }

    private static IOException caused(IOException exception, Exception cause) {
        exception.initCause(cause);
        return exception;
    }

    /** Reads so many bytes a second, none at 0, as many as there are at {@link Pace#FREELY}. */
    void readAtMost(long bytesPerSecond) {
        pace.set(bytesPerSecond);
    }

    /** Says with a FIN that no more comes; reads on. */
    void halfClose() throws IOException {
        tape.note(tape.side() + " sends no more");
        socket.shutdownOutput();
    }

    /** Ends with a RST. */
    void reset() throws IOException {
        tape.note(tape.side() + " resets");
        socket.setSoLinger(true, 0);
        close();
    }

    /** Ends with a FIN, unless something came that was not read. */
    void close() throws IOException {
        socket.close();
        readAtMost(Pace.FREELY); // or the reader would wait for ever
    }
}
