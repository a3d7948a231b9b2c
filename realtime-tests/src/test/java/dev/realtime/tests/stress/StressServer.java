package dev.realtime.tests.stress;

import dev.realtime.core.Identity;
import dev.realtime.core.server.ConnectionInfo;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.RealtimeServerBuilder;
import dev.realtime.core.server.ServerListener;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.jakarta.Container;
import dev.realtime.jakarta.RealtimeEndpoint;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A server in a real container, whose tokens are {@code org.user}. */
final class StressServer implements AutoCloseable {
    final RealtimeServer realtime;
    final Container container;
    final ConcurrentLinkedQueue<String> closed = new ConcurrentLinkedQueue<>(); // user and code

    StressServer(Container.Kind kind, UnaryOperator<RealtimeServerBuilder> options) throws Exception {
        realtime = options.apply(RealtimeServer.builder()
                        .authenticator(StressServer::authenticate)
                        .authorizer((identity, service) -> true)
                        .listener(new ServerListener() {
                            @Override
                            public void onConnectionClosed(ConnectionInfo connection, CloseReason reason) {
                                closed.add(connection.identity().user() + " " + reason.code());
                            }
                        }))
                .build();
        container = kind.start(context -> RealtimeEndpoint.install(context, realtime));
    }

    private static Optional<Identity> authenticate(String token) {
        int dot = token.indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(Identity.of(token.substring(0, dot), token.substring(dot + 1)));
    }

    int port() {
        return container.port();
    }

    /** Looks again and again until something is so. */
    static void eventually(Duration limit, String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + limit + ": " + what);
            }
            Thread.sleep(20);
        }
    }

    /** The heap that is in use after garbage collection, in bytes. */
    static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(50);
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    static int fileDescriptors() {
        return new java.io.File("/proc/self/fd").list().length;
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
