package dev.realtime.core.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 200,000 subscribes and unsubscribes on real threads, while others publish. Forbidden: a delivery that overtakes the ack of its subscribe, or
 * follows the ack of its unsubscribe (P7, D4); a request that is never answered. What closes meanwhile is in {@link CloseRaceStressTest}.
 */
@Tag("stress")
class SubscribeRaceStressTest {
    private static final int SUBSCRIBES = 200_000;
    private static final int CONNECTIONS = 4;
    private static final Channel FINANCE = Channel.of("acme", "finance");

    @Test
    @Mutant(
            value = "deliveries go before answers",
            of = Outbound.class,
            right = "reply = poll(); end = last; subscription = reply == null && end == null ? ready.poll() : null;",
            wrong =
                    "end = last; subscription = end == null ? ready.poll() : null; reply = subscription == null ? poll() : null;")
    void no_delivery_overtakes_its_ack() throws Exception {
        AtomicLong overtaken = new AtomicLong();
        AtomicLong answered = new AtomicLong();
        AtomicLong deliveries = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        try (RealtimeServer server = RealtimeServer.builder()
                .authenticator(token -> Optional.of(Identity.of("acme", token)))
                .authorizer((identity, service) -> true)
                .limits(Limits.DEFAULT.messagesPerSecond(10_000_000))
                .build()) {
            List<Thread> publishers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Thread publisher = new Thread(() -> {
                    while (!stop.get()) {
                        server.publish(FINANCE, Event.of("n", 1));
                    }
                });
                publishers.add(publisher);
                publisher.start();
            }
            List<Thread> subscribers = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                Subscriber subscriber = new Subscriber(server, "user" + i, overtaken, deliveries);
                Thread thread = new Thread(() -> answered.addAndGet(subscriber.run(SUBSCRIBES / CONNECTIONS)));
                subscribers.add(thread);
                thread.start();
            }
            for (Thread subscriber : subscribers) {
                subscriber.join();
            }
            stop.set(true);
            for (Thread publisher : publishers) {
                publisher.join();
            }
        }
        System.out.println(
                SUBSCRIBES + " subscribes under load, " + deliveries + " deliveries: overtaken " + overtaken);
        assertEquals(SUBSCRIBES, answered.get(), "a request has no answer");
        assertEquals(
                0,
                overtaken.get(),
                "a delivery overtook the ack of its subscribe, or followed that of its unsubscribe");
    }

    /** A client whose transport completes at once, on another thread or on the same by turns. */
    private static final class Subscriber implements Transport {
        private final AtomicLong overtaken;
        private final AtomicLong deliveries;
        private final Transport.Listener server;
        private final Semaphore acks = new Semaphore(0);
        private volatile boolean subscribed; // between the ack of a subscribe and the ack of the unsubscribe
        private volatile boolean nextStarts; // what the next ack answers

        Subscriber(RealtimeServer server, String user, AtomicLong overtaken, AtomicLong deliveries) {
            this.overtaken = overtaken;
            this.deliveries = deliveries;
            this.server = server.open(this, new Admission.Admitted(Identity.of("acme", user), null));
        }

        /** Tells how many were answered. */
        int run(int subscribes) {
            nextStarts = true;
            say(new ClientMessage.Handshake(
                    List.of("finance"), Resume.NONE, Filter.NONE, Encoding.TEXT, null, null, null, false));
            for (long id = 1; id <= subscribes; id++) {
                nextStarts = false;
                say(new ClientMessage.Unsubscribe(id, List.of("finance")));
                nextStarts = true;
                say(new ClientMessage.Subscribe(id, List.of("finance"), Resume.NONE));
            }
            return subscribes;
        }

        private void say(ClientMessage message) {
            server.onFrame(Frame.text(ClientMessageWriter.write(message)));
            try {
                if (!acks.tryAcquire(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("no answer to " + message);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void send(Frame frame, Completion completion) {
            String json = frame.string();
            if (json.startsWith("{\"type\":\"ack\"")) {
                subscribed = nextStarts;
                completion.onComplete(null);
                acks.release();
                return;
            }
            if (json.contains("\"service\":\"finance\"")) {
                deliveries.incrementAndGet();
                if (!subscribed) {
                    overtaken.incrementAndGet();
                }
            }
            completion.onComplete(null);
        }

        @Override
        public void close(CloseReason reason) {}
    }
}
