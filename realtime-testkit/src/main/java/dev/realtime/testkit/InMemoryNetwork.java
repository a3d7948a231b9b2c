package dev.realtime.testkit;

import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.transport.Transport;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Joins real clients to a real server in one thread, without sockets: each client gets a {@link Link} of its own. Used by the
 * thread of its scheduler.
 *
 * <pre>{@code
 * ManualScheduler time = ManualScheduler.inOrder();
 * InMemoryNetwork network = new InMemoryNetwork(time, new Random(1));
 * network.serve(server);
 * Link maria = network.link();
 * RealtimeClient client = RealtimeClient.builder(InMemoryNetwork.ADDRESS).connector(maria).scheduler(time)...
 * maria.cut();
 * }</pre>
 */
public final class InMemoryNetwork {
    /** An address for clients: nobody resolves it. */
    public static final URI ADDRESS = URI.create("ws://in-memory/v2/realtime/stream");

    private final ManualScheduler time;
    private final RandomGenerator random;
    private final List<Link> links = new ArrayList<>();
    private @Nullable RealtimeServer server;
    private UnaryOperator<Transport.Listener> received = listener -> listener;

    /**
     * A network without server.
     *
     * @param time drives it
     * @param random decides delays and how sends complete; the same seed gives the same run
     */
    public InMemoryNetwork(ManualScheduler time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    /**
     * Puts a server behind the network; new connections go to it.
     *
     * @param newServer the server, or null for none: connects fail
     */
    public void serve(@Nullable RealtimeServer newServer) {
        server = newServer;
    }

    /**
     * A way for one client.
     *
     * @return the client's connector
     */
    public Link link() {
        Link link = new Link(this, time, random);
        links.add(link);
        return link;
    }

    /** Cuts every connection, as when the server's process dies. */
    public void cutAll() {
        links.forEach(Link::cut);
    }

    /** Has what arrives at a server go through something first: its process may be stopped. */
    void receive(UnaryOperator<Transport.Listener> through) {
        received = through;
    }

    Transport.Listener received(Transport.Listener serverSide) {
        return received.apply(serverSide);
    }

    @Nullable RealtimeServer server() {
        return server;
    }
}
