package dev.realtime.peers.polling;

import dev.realtime.peers.control.Options;
import dev.realtime.peers.control.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The load client of {@link PollingPeer}: {@code --clients n} clients with {@code --channels k} polls each, {@code --rate r} events a second,
 * of which {@code --warmup s} seconds are not counted and {@code --seconds s} are; {@code --pid} is the server's. Prints one line of JSON.
 * One thread. Naps for 0.4 ms between two sweeps over its connections, so that a server never has to wake it.
 */
public final class PollingLoad {
    private static final long NAP_NANOS = 400_000;
    private static final int CONNECTING_AT_ONCE = 100;
    private static final int SECONDS_TO_DRAIN = 10;
    private static final int PATIENCE_SECONDS = 60;

    private final Options options;
    private final ServerUnderTest server;
    private final Selector selector = Selector.open();
    private final byte[] buffer = new byte[1 << 20];
    private final Tally tally = new Tally();
    private final List<PollConnection> connections = new ArrayList<>();
    private long now = System.nanoTime();

    private PollingLoad(Options options, ServerUnderTest server) throws IOException {
        this.options = options;
        this.server = server;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        Options options = new Options(arguments, "pid", "clients", "rate", "warmup", "seconds");
        try (ServerUnderTest server = new ServerUnderTest(options.control(), options.required("pid"))) {
            new PollingLoad(options, server).run();
        }
    }

    private void run() throws IOException {
        String empty = server.ask("heap");
        connect();
        String connected = server.ask("heap");
        publishFor(options.number("warmup", 5));
        tally.reset();
        ServerUnderTest.Cpu before = server.cpu();
        long start = System.nanoTime();
        publishFor(options.number("seconds", 10));
        double seconds = (System.nanoTime() - start) / 1e9;
        ServerUnderTest.Cpu used = server.cpu().since(before);
        String counted = tally.json(seconds, used.server());
        System.out.printf(
                Locale.ROOT,
                "{\"clients\":%d,\"services\":%d,\"rate\":%d,\"memoryBefore\":\"%s\",\"memoryConnected\":\"%s\","
                        + "\"clientCores\":%.3f,\"foreignCores\":%.3f,\"lacking\":%d,\"window\":%s}%n",
                options.number("clients", 100),
                options.channels(),
                options.number("rate", 10),
                empty,
                connected,
                used.own() / seconds,
                used.foreign() / seconds,
                lacking(),
                counted);
    }

    private void connect() throws IOException {
        Answer answer = new Answer();
        List<PollConnection> pending = new ArrayList<>();
        for (int i = 0; i < options.number("clients", 100); i++) {
            for (int service = 0; service < options.channels(); service++) {
                Request request = new Request(options.port(), Peer.name(service));
                PollConnection connection = new PollConnection(request, options.channels(), tally, answer, selector);
                connections.add(connection);
                pending.add(connection);
                connection.connect(options.port());
            }
            if (pending.size() >= CONNECTING_AT_ONCE) {
                await(() -> pending.stream().allMatch(PollConnection::isPolling));
                pending.clear();
            }
        }
        await(() -> connections.stream().allMatch(PollConnection::isPolling));
        await(this::allWait);
    }

    /** How many events have not come, some time after the last one. */
    private long lacking() {
        long deadline = System.nanoTime() + SECONDS_TO_DRAIN * 1_000_000_000L;
        long lacking = Long.MAX_VALUE;
        while (lacking > 0 && System.nanoTime() - deadline < 0) {
            sweep();
            lacking = connections.stream()
                    .mapToLong(connection -> connection.lacks(server.published()))
                    .sum();
        }
        return lacking;
    }

    private boolean allWait() {
        try {
            String waiting = server.ask("stats").replaceAll(".*\"waiting\":(\\d+).*", "$1");
            return Integer.parseInt(waiting) >= connections.size(); // polls of clients that went away wait too
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("not all polls were accepted");
            }
            sweep();
        }
    }

    private void publishFor(int seconds) throws IOException {
        int rate = options.number("rate", 10);
        long period = rate == 0 ? Long.MAX_VALUE / 4 : 1_000_000_000L / rate;
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        long next = start + period;
        while (now - end < 0) {
            sweep();
            while (next - now <= 0) {
                server.publish(next);
                next += period;
            }
        }
    }

    private void sweep() {
        LockSupport.parkNanos(NAP_NANOS);
        now = System.nanoTime();
        try {
            selector.selectNow(this::onReady);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void onReady(SelectionKey key) {
        try {
            ((PollConnection) key.attachment()).onReady(buffer, now);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
