package dev.realtime.peers.nats;

import dev.realtime.peers.control.ControlServer;
import dev.realtime.peers.control.Event;
import dev.realtime.peers.control.Options;
import dev.realtime.peers.control.Peer;
import java.io.IOException;

/**
 * A nats-server that takes WebSocket clients, and its publisher. This process only publishes, over plain TCP, to the subjects {@code s0}
 * and so on; the one to be measured is the nats-server, so it prints {@code READY <pid>}. Prints {@code SKIP} and ends where no
 * nats-server is installed.
 */
public final class NatsPeer implements Peer {
    private final NatsServer server;
    private final NatsPublisher publisher;
    private long published;

    private NatsPeer(NatsServer server) throws IOException {
        this.server = server;
        this.publisher = new NatsPublisher(server.port());
    }

    /** Starts it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = new Options(arguments);
        if (NatsServer.isInstalled()) {
            ControlServer.serve(options, new NatsPeer(NatsServer.start(options.port())));
        } else {
            System.out.println("SKIP nats-server is not installed (Debian: apt-get install nats-server)");
        }
    }

    @Override
    public void publish(int channel, Event event) throws IOException {
        publisher.publish(Peer.name(channel), event.json());
        published++;
    }

    @Override
    public void flush() throws IOException {
        publisher.flush();
    }

    @Override
    public String stats() {
        return "{\"published\":" + published + "}";
    }

    @Override
    public long pid() {
        return server.pid();
    }
}
