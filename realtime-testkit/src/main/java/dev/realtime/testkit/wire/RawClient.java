package dev.realtime.testkit.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.opentest4j.AssertionFailedError;

/**
 * A WebSocket client over a bare socket, to attack a server: it says what it is told to, right or wrong, and answers nothing by
 * itself, neither pings nor closes. The mirror image of {@link ScriptedServer}.
 *
 * <p>Every wait ends, after 5 s where nothing else is said, and what fails tells everything that went over the wire. Its receive
 * buffer is small, so that a server soon notices when it does not read. Daemon threads, which end with it. Thread-safe.
 */
public final class RawClient implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 4_096;

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    private final URI uri;
    private final FrameLog log;
    private final Socket socket = new Socket();
    private final ExecutorService threads;
    private final WireEnd end;

    /**
     * Connects, and says nothing yet.
     *
     * @param uri the server's endpoint, {@code ws} only
     * @throws UncheckedIOException if nobody listens
     */
    public RawClient(URI uri) {
        this(uri, new FrameLog());
    }

    /**
     * Connects, and says nothing yet.
     *
     * @param uri the server's endpoint, {@code ws} only
     * @param log keeps what goes over the wire
     * @throws UncheckedIOException if nobody listens
     */
    public RawClient(URI uri, FrameLog log) {
        this.uri = uri;
        this.log = log;
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), (int) Patience.DEFAULT.toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + uri.getAuthority(), e);
        }
        threads = Daemons.named("raw-client-" + socket.getLocalPort());
        end = new WireEnd(socket, new WireEnd.Tape(log, 1, Side.CLIENT), threads, frame -> {});
    }

    /**
     * Connects and upgrades.
     *
     * @param uri the server's endpoint, {@code ws} only
     * @param headers more headers, such as {@code Authorization: Bearer ...}
     * @return the client
     * @throws AssertionFailedError if the server does not accept
     */
    public static RawClient connect(URI uri, String... headers) {
        RawClient client = new RawClient(uri);
        int status = 0;
        try {
            status = client.upgrade(headers).status();
        } finally {
            if (status != 101) {
                client.close();
            }
        }
        if (status != 101) {
            throw new AssertionFailedError("the upgrade was answered with another status", 101, status);
        }
        return client;
    }

    /**
     * Asks for the upgrade; when it is granted, frames follow.
     *
     * @param headers more headers
     * @return the answer
     * @throws UncheckedIOException if there is none within 5 s
     */
    public HttpHead upgrade(String... headers) {
        List<String> all = new ArrayList<>(List.of(
                "Host: " + uri.getAuthority(),
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        all.addAll(List.of(headers));
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        try {
            end.write(HttpHead.bytes("GET " + uri.getRawPath() + query + " HTTP/1.1", all));
            HttpHead answer = end.readHead();
            if (answer.status() == 101) {
                end.startReading();
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends a message.
     *
     * @param text the text
     * @throws UncheckedIOException if the connection has ended
     */
    public void send(String text) {
        send(RawFrame.text(text));
    }

    /**
     * Sends a frame.
     *
     * @param frame right or wrong
     * @throws UncheckedIOException if the connection has ended, or the server does not read for 5 s
     */
    public void send(RawFrame frame) {
        unchecked(() -> end.send(frame));
    }

    /**
     * Sends bytes as they are.
     *
     * @param bytes what stands on the wire
     * @throws UncheckedIOException if the connection has ended, or the server does not read for 5 s
     */
    public void sendBytes(byte[] bytes) {
        end.tape().note("CLIENT sends " + bytes.length + " bytes");
        unchecked(() -> end.write(bytes));
    }

    private static void unchecked(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends something broken. A server that ends the connection meanwhile is no failure.
     *
     * @param bad what is broken
     * @param place what it refers to
     */
    public void bad(BadFrame bad, BadFrame.Place place) {
        try {
            end.tape().note("CLIENT sends " + bad);
            end.write(bad.bytes(Side.CLIENT, place));
        } catch (IOException e) {
            end.tape().note("CLIENT could not send all of " + bad + ": " + e.getMessage());
        }
    }

    /**
     * Takes the next frame.
     *
     * @return as it came
     * @throws AssertionFailedError if none comes within 5 s, or the connection ends before
     */
    public RawFrame takeFrame() {
        return take(Patience.of(Patience.DEFAULT), "a frame");
    }

    private RawFrame take(Patience patience, String wanted) {
        RawFrame frame = end.poll(patience.left());
        if (frame == null) {
            throw failure("expected " + wanted + " but nothing more came within " + Patience.DEFAULT);
        }
        if (frame == WireEnd.END) {
            throw failure("expected " + wanted + " but the connection has ended");
        }
        return frame;
    }

    /**
     * Takes frames up to a message that contains something.
     *
     * @param parts all that it contains
     * @return its text
     * @throws AssertionFailedError if none comes within 5 s, or the server closes before
     */
    public String expectMessage(String... parts) {
        String wanted = "a message with " + List.of(parts);
        Patience patience = Patience.of(Patience.DEFAULT);
        while (true) {
            RawFrame frame = take(patience, wanted);
            if (frame.opcode() == RawFrame.CLOSE) {
                throw failure("expected " + wanted + " but got " + frame);
            }
            if (List.of(parts).stream().allMatch(frame.text()::contains)) {
                return frame.text();
            }
        }
    }

    /**
     * Takes frames up to the end of the connection.
     *
     * @param codes the close codes that are right; none for any. 1005 is a close frame without a code, 1006 an end without a frame
     * @return the code
     * @throws AssertionFailedError if it is another one, or the connection has not ended within 5 s
     */
    public int expectClosed(int... codes) {
        Patience patience = Patience.of(Patience.DEFAULT);
        RawFrame frame;
        do {
            frame = end.poll(patience.left());
            if (frame == null) {
                throw failure("expected the end of the connection but it is open after " + Patience.DEFAULT);
            }
        } while (frame.opcode() != RawFrame.CLOSE); // as the end looks, too
        int code = frame.closeCode();
        if (codes.length > 0 && Arrays.stream(codes).noneMatch(one -> one == code)) {
            String wanted = "a close with one of " + Arrays.toString(codes);
            throw new AssertionFailedError("expected " + wanted + " but got " + code + "\n" + log, wanted, code);
        }
        return code;
    }

    /**
     * Checks that nothing comes for a while, and the connection stays.
     *
     * @param duration how long to look, in real time
     * @throws AssertionFailedError if something comes
     */
    public void expectNothing(Duration duration) {
        RawFrame frame = end.poll(duration);
        if (frame != null) {
            throw failure("expected nothing but got " + frame);
        }
    }

    private AssertionFailedError failure(String what) {
        return new AssertionFailedError(what + "\n" + log);
    }

    /**
     * Reads slowly from here on, or not at all; then the server's frames pile up.
     *
     * @param bytesPerSecond 0 for none, {@code Long.MAX_VALUE} for as fast as it goes
     * @throws IllegalArgumentException if it is negative
     */
    public void readAtMost(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("bytesPerSecond must not be negative but was " + bytesPerSecond);
        }
        end.readAtMost(bytesPerSecond);
    }

    /** Says with a FIN that nothing more comes, and reads on. */
    public void halfClose() {
        unchecked(end::halfClose);
    }

    /** Vanishes with a RST, as a crashed machine does. */
    public void reset() {
        unchecked(end::reset);
    }

    /**
     * What went over the wire.
     *
     * @return the log
     */
    public FrameLog log() {
        return log;
    }

    /** Ends the connection without a close frame, and the threads. */
    @Override
    public void close() {
        try {
            end.close();
        } catch (IOException e) {
            end.tape().note("closing failed: " + e.getMessage());
        }
        Daemons.end(threads);
    }
}
