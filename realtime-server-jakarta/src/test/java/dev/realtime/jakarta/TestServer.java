package dev.realtime.jakarta;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.server.ConnectionInfo;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.RealtimeServerBuilder;
import dev.realtime.core.server.ServerListener;
import dev.realtime.core.transport.CloseReason;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A server whose tokens are {@code org.user}, and which remembers what ended. {@code broken} breaks the authenticator. */
final class TestServer implements ServerListener, AutoCloseable {
    static final String HANDSHAKE = "{\"services\":[\"finance\"],\"version\":1}";

    final BlockingQueue<Map.Entry<String, CloseReason>> ended = new LinkedBlockingQueue<>();
    final RealtimeServer server;

    TestServer(UnaryOperator<RealtimeServerBuilder> options) {
        server = options.apply(RealtimeServer.builder()
                        .authenticator(TestServer::authenticate)
                        .authorizer((identity, service) -> true)
                        .metricsAccess(identity -> identity.user().equals("admin"))
                        .allowedOrigins("https://app.example.com")
                        .listener(this))
                .build();
    }

    private static Optional<Identity> authenticate(String token) {
        if (token.equals("broken")) {
            throw new IllegalStateException("the user directory is away");
        }
        int dot = token.indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(Identity.of(token.substring(0, dot), token.substring(dot + 1)));
    }

    void publish(String org, Object data) throws Exception {
        server.publish(Channel.of(org, "finance"), Event.of("revenue_created", data))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    int connectionsOf(String org) {
        return server.metrics().connectionPoolStats().connectionsByOrg().getOrDefault(org, 0);
    }

    /** Waits until a connection of an org has ended, and gives the code. */
    int endOf(String org) throws InterruptedException {
        while (true) {
            Map.Entry<String, CloseReason> end = ended.poll(15, TimeUnit.SECONDS);
            if (end == null) {
                throw new AssertionError("no connection of " + org + " ended");
            }
            if (end.getKey().equals(org)) {
                return end.getValue().code();
            }
        }
    }

    @Override
    public void onConnectionClosed(ConnectionInfo connection, CloseReason reason) {
        ended.add(Map.entry(connection.identity().org(), reason));
    }

    @Override
    public void close() {
        server.close();
    }
}
