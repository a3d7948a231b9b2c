package dev.realtime.testkit.wire;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One connection through a proxy: two sockets, and a flow each way. On the loop's thread. */
final class ProxyPair {
    /** One of the two sockets, and what the selector is asked about it. */
    static final class End {
        private final SocketChannel channel;
        private @Nullable SelectionKey key; // null until registered

        private End(SocketChannel channel) {
            this.channel = channel;
        }

        SocketChannel channel() {
            return channel;
        }

        void want(int operation, boolean on) {
            SelectionKey known = key;
            if (known != null && known.isValid()) {
                int others = known.interestOps() & ~operation;
                known.interestOps(on ? others | operation : others);
            }
        }

        private boolean is(int operation) {
            SelectionKey known = key;
            return known != null && known.isValid() && (known.readyOps() & operation) != 0;
        }
    }

    private final End client;
    private final End server;
    private final ProxyFlow up;
    private final ProxyFlow down;
    private final ProxyLoop loop;
    private final Consumer<ProxyPair> onGone;

    /**
     * A pair that is not connected yet.
     *
     * @param accepted the client's socket
     * @param onGone hears once or more that it has ended
     */
    ProxyPair(SocketChannel accepted, ProxyLoop loop, RandomGenerator random, Consumer<ProxyPair> onGone)
            throws IOException {
        this.client = new End(accepted);
        this.server = new End(SocketChannel.open());
        this.loop = loop;
        this.onGone = onGone;
        this.up = new ProxyFlow(this, client, server, loop, random);
        this.down = new ProxyFlow(this, server, client, loop, random);
    }

    /** Connects to the server; reads nothing before that. */
    void connect(SocketAddress target) throws IOException {
        client.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        server.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        client.key = loop.register(client.channel, 0, () -> ready(client, up, down));
        server.key = loop.register(server.channel, 0, () -> ready(server, down, up));
        if (server.channel.connect(target)) {
            opened();
        } else {
            server.want(SelectionKey.OP_CONNECT, true);
        }
    }

    void use(Toxics upstream, Toxics downstream) {
        up.use(upstream);
        down.use(downstream);
    }

    private void ready(End end, ProxyFlow from, ProxyFlow to) {
        if (end.is(SelectionKey.OP_CONNECT)) {
            connected();
        }
        if (end.is(SelectionKey.OP_READ)) {
            from.onReadable();
        }
        if (end.is(SelectionKey.OP_WRITE)) {
            to.flush();
        }
    }

    private void connected() {
        try {
            server.channel.finishConnect();
            server.want(SelectionKey.OP_CONNECT, false);
            opened();
        } catch (IOException e) {
            reset(); // nobody listens
        }
    }

    private void opened() {
        up.open();
        down.open();
    }

    /** A socket has been reset, or takes nothing. That is told to the other one, unless the way there swallows it. */
    void broken(End end) {
        ProxyFlow news = end == client ? up : down;
        ProxyFlow others = end == client ? down : up;
        if (!news.swallows()) {
            reset();
            return;
        }
        close(end);
        news.endUnheard();
        others.lose(); // nobody is there
        onOver();
    }

    /** A way has ended. */
    void onOver() {
        if (up.isOver() && down.isOver()) {
            close();
        }
    }

    /** Ends both with a FIN. */
    void close() {
        close(client);
        close(server);
        onGone.accept(this);
    }

    /** Ends both with a RST. */
    void reset() {
        for (End end : new End[] {client, server}) {
            try {
                end.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // closed already
            }
        }
        close();
    }

    private static void close(End end) {
        try {
            end.channel.close();
        } catch (IOException e) {
            // then it is gone
        }
    }
}
