package dev.realtime.core.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.concurrency.Mutant;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Filter;
import dev.realtime.core.Identity;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ClientMessageWriter;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.Resume;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 40,000 connections that subscribe, unsubscribe and end in the middle of it on real threads, while others publish and the server closes some
 * itself (F1.3, F1.4). Forbidden: a connection, a subscription or an upstream that stays; an upstream that is open twice.
 */
@Tag("stress")
class CloseRaceStressTest {
    private static final int CONNECTIONS = 40_000;
    private static final int THREADS = 4;
    private static final List<String> SERVICES = List.of("finance", "guest");
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final AtomicInteger upstreams = new AtomicInteger();
    private final AtomicInteger mostUpstreams = new AtomicInteger();
    private final AtomicLong deliveries = new AtomicLong();

    @Test
    @Mutant(
            value = "who has gone keeps interest in what opened since",
            of = Requests.class,
            right = "if (gone == null) { started.forEach(subscription -> subscription.feed().release()); return; }",
            wrong = "if (gone == null) { return; }")
    void a_connection_that_ends_in_the_middle_of_its_requests_leaves_nothing_behind() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (RealtimeServer server = server()) {
            Thread publisher = start(() -> publish(server, stop));
            Thread closer = start(() -> disconnect(server, stop));
            List<Thread> peers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String user = "user" + i;
                peers.add(start(() -> comeAndGo(server, user)));
            }
            for (Thread peer : peers) {
                peer.join();
            }
            stop.set(true);
            publisher.join();
            closer.join();

            long end = System.nanoTime() + PATIENCE_NANOS;
            while (!isEmpty(server)) {
                assertTrue(
                        System.nanoTime() - end < 0,
                        "left: " + server.metrics().connectionPoolStats() + ", upstreams " + upstreams);
                Thread.onSpinWait();
            }
            System.out.println(CONNECTIONS + " connections that ended early, " + deliveries + " deliveries");
            assertTrue(deliveries.get() > 0, "nothing was ever delivered");
            assertEquals(SERVICES.size(), mostUpstreams.get(), "upstreams at the same time");
        }
    }

    private RealtimeServer server() {
        return RealtimeServer.builder()
                .authenticator(token -> Optional.of(Identity.of("acme", token)))
                .authorizer((identity, service) -> true)
                .limits(Limits.DEFAULT.messagesPerSecond(10_000_000).connectionsPerUser(1_000))
                .upstream((channel, sink) -> {
                    mostUpstreams.accumulateAndGet(upstreams.incrementAndGet(), Math::max);
                    return upstreams::decrementAndGet;
                })
                .grace(Duration.ofMillis(1)) // channels close and open all the time
                .build();
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.start();
        return thread;
    }

    private static void publish(RealtimeServer server, AtomicBoolean stop) {
        while (!stop.get()) {
            SERVICES.forEach(service -> server.publish(Channel.of("acme", service), Event.of("n", 1)));
        }
    }

    private static void disconnect(RealtimeServer server, AtomicBoolean stop) {
        for (int i = 0; !stop.get(); i++) {
            server.disconnect("acme", "user" + i % THREADS);
        }
    }

    private boolean isEmpty(RealtimeServer server) {
        PoolStats pool = server.metrics().connectionPoolStats();
        return pool.totalConnections() == 0 && pool.totalSubscriptions() == 0 && upstreams.get() == 0;
    }

    private void comeAndGo(RealtimeServer server, String user) {
        for (int i = 0; i < CONNECTIONS / THREADS; i++) {
            Transport.Listener connection =
                    server.open(new Sink(deliveries), new Admission.Admitted(Identity.of("acme", user), null));
            say(
                    connection,
                    new ClientMessage.Handshake(
                            SERVICES, Resume.NONE, Filter.NONE, Encoding.TEXT, null, null, null, false));
            for (int request = 1; request <= i % 8; request++) {
                boolean leaves = request % 2 == 1;
                say(
                        connection,
                        leaves
                                ? new ClientMessage.Unsubscribe(request, SERVICES)
                                : new ClientMessage.Subscribe(request, SERVICES, Resume.NONE));
            }
            connection.onClosed(CloseReason.of(CloseReason.NORMAL, ""));
        }
    }

    private static void say(Transport.Listener connection, ClientMessage message) {
        connection.onFrame(Frame.text(ClientMessageWriter.write(message)));
    }

    /** Counts deliveries, and completes them at once. */
    private record Sink(AtomicLong deliveries) implements Transport {
        @Override
        public void send(Frame frame, Completion completion) {
            if (frame.string().contains("\"service\":\"") && !frame.string().startsWith("{\"type\":\"ack\"")) {
                deliveries.incrementAndGet();
            }
            completion.onComplete(null);
        }

        @Override
        public void close(CloseReason reason) {}
    }
}
