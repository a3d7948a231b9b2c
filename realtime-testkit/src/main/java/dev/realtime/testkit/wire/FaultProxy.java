package dev.realtime.testkit.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and a server on the loopback, and puts faults on the way: Toxiproxy, in the same process. A change is in
 * force when its call returns, for connections that there are and those to come. One daemon thread, which ends with it. Thread-safe.
 *
 * <pre>{@code
 * try (FaultProxy proxy = new FaultProxy(server.port(), new Random(1))) {
 *     URI uri = proxy.through(server.stream());
 *     proxy.downstream(new Toxic.Latency(Duration.ofMillis(50), Duration.ofMillis(20)));
 *     proxy.both(Toxic.blackhole());
 *     proxy.heal();
 * }
 * }</pre>
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BACKLOG = 1_000;

    private final InetSocketAddress target;
    private final RandomGenerator random;
    private final int port;
    private final ProxyLoop loop;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<ProxyPair> pairs = new ArrayList<>(); // on the loop
    private @Nullable ServerSocketChannel listener; // on the loop; null while down
    private Toxics upstream = Toxics.NONE; // on the loop
    private Toxics downstream = Toxics.NONE; // on the loop
    private int refusals; // on the loop

    /**
     * Listens on a free port of the loopback.
     *
     * @param targetPort where the server listens on the loopback
     * @param random decides what is left to chance; used on the proxy's thread
     * @throws UncheckedIOException if there is no free port
     */
    public FaultProxy(int targetPort, RandomGenerator random) {
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
        this.random = random;
        try {
            ServerSocketChannel first = listen(0);
            port = first.socket().getLocalPort();
            loop = new ProxyLoop("fault-proxy-" + port);
            loop.call(() -> watch(first));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocketChannel listen(int port) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        return channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    }

    /**
     * Where it listens.
     *
     * @return the port
     */
    public int port() {
        return port;
    }

    /**
     * An address of the server, through the proxy.
     *
     * @param server the address without it
     * @return the same with its port
     */
    public URI through(URI server) {
        String query = server.getRawQuery() == null ? "" : "?" + server.getRawQuery();
        return URI.create(server.getScheme() + "://" + server.getHost() + ":" + port + server.getRawPath() + query);
    }

    /**
     * Sets the faults from clients to the server, in the place of those before.
     *
     * @param toxics at most one of a kind; none for none
     * @throws IllegalArgumentException if there are two of a kind
     */
    public void upstream(Toxic... toxics) {
        Toxics wanted = new Toxics(toxics);
        loop.call(() -> use(wanted, downstream));
    }

    /**
     * Sets the faults from the server to clients, in the place of those before.
     *
     * @param toxics at most one of a kind; none for none
     * @throws IllegalArgumentException if there are two of a kind
     */
    public void downstream(Toxic... toxics) {
        Toxics wanted = new Toxics(toxics);
        loop.call(() -> use(upstream, wanted));
    }

    /**
     * Sets the faults of both ways, in the place of those before.
     *
     * @param toxics at most one of a kind; none for none
     * @throws IllegalArgumentException if there are two of a kind
     */
    public void both(Toxic... toxics) {
        Toxics wanted = new Toxics(toxics);
        loop.call(() -> use(wanted, wanted));
    }

    private void use(Toxics newUpstream, Toxics newDownstream) {
        upstream = newUpstream;
        downstream = newDownstream;
        List.copyOf(pairs).forEach(pair -> pair.use(newUpstream, newDownstream));
    }

    /**
     * Has the next connections reset as soon as they come. They are counted, so they have to be accepted first: a client sees a
     * connection that is there and then reset. For one that is refused (ECONNREFUSED) take {@link #down}, which cannot count.
     *
     * @param connections how many
     */
    public void refuse(int connections) {
        loop.call(() -> refusals = connections);
    }

    /** Resets all connections and stops listening: clients are refused (ECONNREFUSED), as where no process runs, until {@link #up}. */
    public void down() {
        loop.call(() -> {
            resetPairs();
            try {
                if (listener != null) {
                    listener.close();
                    listener = null;
                    loop.forgetClosed();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Listens again, on the same port; no effect while it does.
     *
     * @throws IllegalStateException if another process has taken the port meanwhile
     */
    public void up() {
        loop.call(() -> {
            try {
                if (listener == null) {
                    watch(listen(port));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** No toxics, no refusals, up: what is done from here on works. Connections on which something was swallowed stay dead. */
    public void heal() {
        both();
        refuse(0);
        up();
    }

    /**
     * Resets one connection, which chance chooses.
     *
     * @return whether there was any
     */
    public boolean resetOne() {
        AtomicBoolean found = new AtomicBoolean();
        loop.call(() -> {
            found.set(!pairs.isEmpty());
            if (found.get()) {
                pairs.get(random.nextInt(pairs.size())).reset();
            }
        });
        return found.get();
    }

    /** Resets all connections; new ones work. */
    public void resetAll() {
        loop.call(this::resetPairs);
    }

    private void resetPairs() {
        List.copyOf(pairs).forEach(ProxyPair::reset);
    }

    private void watch(ServerSocketChannel channel) {
        try {
            listener = channel;
            loop.register(channel, SelectionKey.OP_ACCEPT, () -> accept(channel));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocketChannel channel) {
        try {
            SocketChannel client = channel.accept();
            if (client == null) {
                return;
            }
            ProxyPair pair = new ProxyPair(client, loop, random, pairs::remove);
            if (refusals > 0) {
                refusals--;
                pair.reset();
                return;
            }
            pairs.add(pair);
            open(pair);
        } catch (IOException e) {
            // the client has gone again
        }
    }

    private void open(ProxyPair pair) {
        try {
            pair.connect(target);
            pair.use(upstream, downstream);
        } catch (IOException e) {
            pair.reset(); // nobody listens
        }
    }

    /** Closes all connections and ends the thread. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            loop.close();
        }
    }
}
