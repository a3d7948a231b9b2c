package dev.realtime.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/**
 * The connection over which a server under test is told what to publish. Lines in UTF-8, each answered by one line {@code ok ...} or
 * {@code error ...}; {@link #publish} does not wait for its answer. One thread.
 *
 * <pre>
 * publish n t   publish n events now, meant for the time t (System.nanoTime of this machine)
 * heap          collect garbage twice; answers: used heap in bytes, resident bytes, threads
 * stats         answers JSON
 * quit
 * </pre>
 */
public final class Control implements AutoCloseable {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final SocketChannel channel;
    private final ByteBuffer incoming = ByteBuffer.allocate(64 * 1024);
    private final Deque<String> answers = new ArrayDeque<>(); // of questions; those of publish are only looked at
    private final StringBuilder line = new StringBuilder();
    private long sent;
    private long answered;

    /** Connects. */
    public Control(int port) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.socket().setTcpNoDelay(true);
        channel.configureBlocking(false);
    }

    /** Has events published, without waiting. */
    public void publish(int events, long meantFor) throws IOException {
        send("publish " + events + " " + meantFor);
        pump();
    }

    /** Asks, and waits for the answer without its {@code ok}. */
    public String ask(String question) throws IOException {
        long own = sent + 1;
        send(question);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (answered < own) {
            pump();
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("no answer to " + question);
            }
            LockSupport.parkNanos(200_000);
        }
        String answer = answers.removeLast();
        answers.clear();
        return answer;
    }

    /** Used heap, resident memory and threads after a garbage collection. */
    public Memory memory() throws IOException {
        String[] figures = ask("heap").split(" ", -1);
        return new Memory(Long.parseLong(figures[0]), Long.parseLong(figures[1]), Integer.parseInt(figures[2]));
    }

    /**
     * What a server holds.
     *
     * @param heap used bytes of the heap
     * @param resident bytes of the process in memory
     * @param threads of the process
     */
    public record Memory(long heap, long resident, int threads) {}

    private void send(String command) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                pump();
            }
        }
        sent++;
    }

    /** Takes the answers that have come. */
    public void pump() throws IOException {
        int read = channel.read(incoming.clear());
        if (read < 0) {
            throw new IOException("the server under test is gone");
        }
        for (int i = 0; i < read; i++) {
            char next = (char) (incoming.get(i) & 0xff);
            if (next == '\n') {
                onAnswer(line.toString());
                line.setLength(0);
            } else {
                line.append(next);
            }
        }
    }

    private void onAnswer(String answer) {
        if (!answer.startsWith("ok")) {
            throw new IllegalStateException("the server under test says: " + answer);
        }
        answered++;
        if (answers.size() >= 4) {
            answers.removeFirst();
        }
        answers.addLast(answer.length() > 3 ? answer.substring(3) : "");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
