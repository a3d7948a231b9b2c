package dev.realtime.testkit.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * A real WebSocket server on a free port of the loopback, for tests of clients: each connection plays the next {@link Script} that
 * was enqueued; one for which there is none yet waits for it. The test takes what clients sent.
 *
 * <p>It is strict: {@link #close} fails where a script was not played, or not to its end. Every wait ends, after 5 s where nothing
 * else is said, and what fails tells everything that went over the wire. Daemon threads, which end with it. Thread-safe.
 *
 * <pre>{@code
 * try (ScriptedServer server = new ScriptedServer()) {
 *     server.enqueue(Script.reject(503, "Retry-After: 1"));
 *     server.enqueue(Script.accept().reply("handshake", ack).bad(BadFrame.RESERVED_OPCODE));
 *     server.enqueue(Script.accept().reply("handshake", resumed).send(event));
 *     ...
 * }
 * }</pre>
 */
public final class ScriptedServer implements AutoCloseable {
    private static final int BACKLOG = 1_000;

    private final ServerSocket listener;
    private final FrameLog log;
    private final ExecutorService threads;
    private final Map<Integer, CompletableFuture<List<Script.Step>>> scripts =
            new ConcurrentHashMap<>(); // by connection
    private final AtomicInteger enqueued = new AtomicInteger();
    private final BlockingQueue<HttpHead> upgrades = new LinkedBlockingQueue<>();
    private final BlockingQueue<RawFrame> frames = new LinkedBlockingQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<ScriptedConnection> connections = new CopyOnWriteArrayList<>();

    /** Listens, with a log of its own. */
    public ScriptedServer() {
        this(new FrameLog());
    }

    /**
     * Listens.
     *
     * @param log keeps what goes over the wire
     * @throws UncheckedIOException if there is no free port
     */
    public ScriptedServer(FrameLog log) {
        this.log = log;
        try {
            listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads = Daemons.named("scripted-server-" + listener.getLocalPort());
        threads.execute(this::accept);
    }

    /**
     * Where clients connect.
     *
     * @return the address, with the path of the stream
     */
    public URI uri() {
        return URI.create("ws://localhost:" + listener.getLocalPort() + "/v2/realtime/stream");
    }

    /**
     * What went over the wire.
     *
     * @return the log
     */
    public FrameLog log() {
        return log;
    }

    /**
     * What the next connection plays, behind what is enqueued already.
     *
     * @param script its steps as they are now
     */
    public void enqueue(Script script) {
        script(enqueued.incrementAndGet()).complete(script.steps());
    }

    private CompletableFuture<List<Script.Step>> script(int connection) {
        return scripts.computeIfAbsent(connection, any -> new CompletableFuture<>());
    }

    private void accept() {
        ScriptedConnection.Desk desk = new ScriptedConnection.Desk(this::script, upgrades, frames, failures, threads);
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                ScriptedConnection connection = new ScriptedConnection(socket, connections.size() + 1, log, desk);
                connections.add(connection);
                socket.setTcpNoDelay(true);
                threads.execute(connection);
            } catch (IOException | RejectedExecutionException e) {
                log.note(0, "accepting failed: " + e.getMessage()); // or the server closes
            }
        }
    }

    /**
     * Takes the next frame that a client sent.
     *
     * @return of any connection, in the order of their arrival
     * @throws AssertionFailedError if none comes within 5 s
     */
    public RawFrame takeFrame() {
        return takeFrame(Patience.DEFAULT);
    }

    /**
     * Takes the next frame that a client sent.
     *
     * @param limit how long to wait
     * @return of any connection, in the order of their arrival
     * @throws AssertionFailedError if none comes in time
     */
    public RawFrame takeFrame(Duration limit) {
        return taken(Patience.poll(frames, limit), "no frame came within " + limit);
    }

    /**
     * Takes frames up to a message that contains something.
     *
     * @param part such as {@code "subscribe"}
     * @return its text
     * @throws AssertionFailedError if none comes within 5 s
     */
    public String takeMessage(String part) {
        Patience patience = Patience.of(Patience.DEFAULT);
        RawFrame frame;
        do {
            frame = taken(
                    Patience.poll(frames, patience.left()),
                    "no message with " + part + " came within " + Patience.DEFAULT);
        } while (frame.opcode() > RawFrame.BINARY || !frame.text().contains(part));
        return frame.text();
    }

    /**
     * Takes frames up to a client's close frame.
     *
     * @return its code; 1005 where it has none
     * @throws AssertionFailedError if none comes within 5 s
     */
    public int takeClose() {
        Patience patience = Patience.of(Patience.DEFAULT);
        RawFrame frame;
        do {
            frame = taken(Patience.poll(frames, patience.left()), "no close frame came within " + Patience.DEFAULT);
        } while (frame.opcode() != RawFrame.CLOSE);
        return frame.closeCode();
    }

    /**
     * Takes the next upgrade request.
     *
     * @return as it came
     * @throws AssertionFailedError if none comes within 5 s
     */
    public HttpHead takeUpgrade() {
        return taken(Patience.poll(upgrades, Patience.DEFAULT), "no upgrade came within " + Patience.DEFAULT);
    }

    private <T> T taken(@Nullable T item, String otherwise) {
        if (item == null) {
            throw failure(otherwise);
        }
        return item;
    }

    /**
     * Checks that every script has been played to its end; waits for those that are being played, 5 s in all.
     *
     * @throws AssertionFailedError if one failed, is stuck or was not needed
     */
    public void verify() {
        Patience patience = Patience.of(Patience.DEFAULT);
        List<String> problems = new ArrayList<>();
        int unplayed = enqueued.get() - connections.size();
        for (ScriptedConnection connection : connections) {
            if (connection.number() <= enqueued.get() && !connection.awaitPlayed(patience.left())) {
                problems.add(connection + ": not done");
            }
        }
        problems.addAll(failures);
        if (unplayed > 0) {
            problems.add(unplayed + " scripts were not played: too few connections came");
        }
        if (!problems.isEmpty()) {
            throw failure(String.join("; ", problems));
        }
    }

    private AssertionFailedError failure(String what) {
        return new AssertionFailedError(
                what + "\n" + enqueued + " scripts; " + connections + "; failed: " + failures + "\n" + log);
    }

    /**
     * Verifies, closes all connections and ends the threads.
     *
     * @throws AssertionFailedError if a script was not played to its end
     */
    @Override
    public void close() {
        try {
            verify();
        } finally {
            stop();
        }
    }

    private void stop() {
        try {
            listener.close();
            for (ScriptedConnection connection : connections) {
                connection.end().close();
            }
        } catch (IOException e) {
            log.note(0, "closing failed: " + e.getMessage()); // the threads below tell what is left
        }
        Daemons.end(threads);
    }
}
