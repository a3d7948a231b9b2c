package dev.realtime.tests.wire;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.Position;
import dev.realtime.core.server.ConnectionInfo;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.ServerListener;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.jakarta.Container;
import dev.realtime.jakarta.RealtimeEndpoint;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A server in a real container, of the org {@code acme}; tokens are users. It remembers which connections ended, and when. */
final class WireServer implements ServerListener, AutoCloseable {
    /**
     * A connection that ended.
     *
     * @param nanoTime when
     */
    record Ended(String user, int code, long nanoTime) {}

    final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private final RealtimeServer realtime;
    private final Container container;

    WireServer(Container.Kind kind, Duration heartbeat) throws Exception {
        realtime = RealtimeServer.builder()
                .authenticator(token -> Optional.of(Identity.of("acme", token)))
                .authorizer((identity, service) -> true)
                .heartbeat(heartbeat)
                .listener(this)
                .build();
        container = kind.start(context -> RealtimeEndpoint.install(context, realtime));
    }

    URI uri() {
        return container.stream();
    }

    int port() {
        return container.port();
    }

    /** Publishes in the service {@code finance}. */
    Position publish(String data) {
        return realtime.publish(Channel.of("acme", "finance"), Event.of("revenue_created", data))
                .toCompletableFuture()
                .join();
    }

    @Override
    public void onConnectionClosed(ConnectionInfo connection, CloseReason reason) {
        ended.add(new Ended(connection.identity().user(), reason.code(), System.nanoTime()));
    }

    @Override
    public void close() {
        realtime.close();
        try {
            container.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
