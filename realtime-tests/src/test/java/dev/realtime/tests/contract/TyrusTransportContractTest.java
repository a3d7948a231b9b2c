package dev.realtime.tests.contract;

import dev.realtime.client.connect.Connector;
import dev.realtime.client.connect.TyrusConnector;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.contract.TransportContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** The Java client's transport, over sockets. */
@Tag("real")
class TyrusTransportContractTest extends TransportContract {
    private final Scheduler scheduler = Scheduler.threads("tyrus-contract");
    private final List<SocketPeer> peers = new ArrayList<>();
    private ServerSocket listening;

    /** Hears of the connection, then what the rules hear. */
    private record Opening(Transport.Listener rules, CompletableFuture<Transport> opened)
            implements Connector.Listener {
        @Override
        public void onOpened(Transport transport) {
            opened.complete(transport);
        }

        @Override
        public void onRefused(int status, Duration retryAfter) {
            opened.completeExceptionally(new IOException("refused: " + status));
        }

        @Override
        public void onFailed(Throwable cause) {
            opened.completeExceptionally(cause);
        }

        @Override
        public void onFrame(Frame frame) {
            rules.onFrame(frame);
        }

        @Override
        public void onClosed(CloseReason reason) {
            rules.onClosed(reason);
        }
    }

    @BeforeEach
    void listen() throws IOException {
        listening = new ServerSocket();
        listening.setReceiveBufferSize(SocketPeer.RECEIVE_BUFFER);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void stop() throws IOException {
        for (SocketPeer peer : peers) {
            peer.close();
        }
        listening.close();
        scheduler.close();
    }

    @Override
    protected Pipe join(Transport.Listener listener, Transport.Listener peerListener)
            throws IOException, GeneralSecurityException {
        Opening opening = new Opening(listener, new CompletableFuture<>());
        URI uri = URI.create("ws://127.0.0.1:" + listening.getLocalPort() + "/pipe");
        new TyrusConnector(scheduler).connect(new Connector.Upgrade(uri, null), opening);
        SocketPeer peer = SocketPeer.accept(listening, peerListener);
        peers.add(peer);
        return new Pipe(opening.opened().join(), peer);
    }

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    /** What a server takes from a client (protocol rule P18). */
    @Override
    protected int largestSent() {
        return 64 * 1024;
    }

    /** A snapshot. */
    @Override
    protected int largestReceived() {
        return 1024 * 1024;
    }
}
