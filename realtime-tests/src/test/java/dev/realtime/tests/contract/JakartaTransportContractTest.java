package dev.realtime.tests.contract;

import dev.realtime.core.transport.Transport;
import dev.realtime.jakarta.Container;
import dev.realtime.jakarta.PipeServer;
import dev.realtime.testkit.contract.TransportContract;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The server's transport in real containers, over sockets. */
@Tag("real")
@ParameterizedClass
@EnumSource(Container.Kind.class)
class JakartaTransportContractTest extends TransportContract {
    private static PipeServer server;

    private final List<SocketPeer> peers = new ArrayList<>();

    JakartaTransportContractTest(Container.Kind kind) {}

    @BeforeParameterizedClassInvocation
    static void start(Container.Kind kind) throws Exception {
        server = new PipeServer(kind);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        server.stop();
    }

    @AfterEach
    void closePeers() throws IOException {
        for (SocketPeer peer : peers) {
            peer.close();
        }
    }

    @Override
    protected Pipe join(Transport.Listener listener, Transport.Listener peerListener) throws IOException {
        CompletableFuture<Transport> opened = server.next(listener);
        SocketPeer peer = SocketPeer.connect(server.port(), PipeServer.PATH, peerListener);
        peers.add(peer);
        return new Pipe(opened.join(), peer);
    }

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }
}
