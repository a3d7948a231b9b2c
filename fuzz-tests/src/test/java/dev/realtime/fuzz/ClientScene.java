package dev.realtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.realtime.client.ConnectionState;
import dev.realtime.client.RealtimeClient;
import dev.realtime.client.Statistics;
import dev.realtime.client.connect.Connector;
import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ClientMessageReader;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.ManualScheduler;
import java.net.URI;
import java.time.Duration;
import java.util.Random;

/**
 * The Java client of {@code news} and {@code state}, in virtual time, and a server that says whatever a fuzzer wants. At the end a good
 * server takes over, which must find a client that works.
 */
final class ClientScene implements Connector {
    private static final String TIME = "\"timestamp\":\"2026-11-20T12:00:00.000Z\"";
    private static final int MAX_MESSAGE_BYTES = 64 * 1024; // or the server would close with 4413
    private static final int HALF_A_DAY = 12 * 60 * 60;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

    private final ManualScheduler time = ManualScheduler.inOrder();
    private final RealtimeClient client;
    private Duration left = Duration.ofHours(4);
    private Line line; // the newest connection, or null
    private Throwable fault; // what the client said wrong first, or null
    private int refusal; // the status that the next attempt gets, or 0
    private long handled; // by the application
    private long sent; // messages of the client
    private long reasons = 100; // to send one: what happened so far

    /** A connection, as the server sees it. */
    private final class Line implements Transport {
        private final Connector.Listener listener;
        private final long opened = time.nanoTime();
        private boolean greeted;
        private boolean ended;

        Line(Connector.Listener listener) {
            this.listener = listener;
        }

        @Override
        public void send(Frame frame, Completion completion) {
            try {
                sent++;
                assertTrue(frame.isText() && frame.size() <= MAX_MESSAGE_BYTES, frame::toString);
                if (greeted) {
                    ClientMessageReader.read(frame.bytes());
                } else {
                    ClientMessageReader.readHandshake(frame.bytes());
                }
                greeted = true;
            } catch (ProtocolException | AssertionError e) {
                fault = fault == null ? e : fault;
            }
            time.execute(() -> completion.onComplete(null));
        }

        @Override
        public void close(CloseReason reason) {
            if (!ended) {
                ended = true;
                time.execute(() -> listener.onClosed(reason));
            }
        }

        void say(Frame frame) {
            if (!ended) {
                listener.onFrame(frame);
            }
        }
    }

    ClientScene() {
        time.limit(1_000_000); // more is for ever
        client = RealtimeClient.builder(URI.create("ws://localhost/v2/realtime/stream"))
                .scheduler(time)
                .connector(this)
                .random(new Random(7))
                .token(() -> "token")
                .on("news", event -> handled++)
                .on("state", event -> handled++)
                .onSnapshot("state", JsonNode.class, (state, snapshot) -> handled++)
                .build();
        client.start();
        settle();
    }

    @Override
    public Attempt connect(Upgrade upgrade, Connector.Listener listener) {
        reasons += 10;
        boolean[] cancelled = {false};
        time.execute(() -> {
            if (!cancelled[0]) {
                answer(listener);
            }
        });
        return () -> cancelled[0] = true;
    }

    private void answer(Connector.Listener listener) {
        if (refusal != 0) {
            int status = refusal;
            refusal = 0;
            listener.onRefused(status, status % 2 == 0 ? null : Duration.ofSeconds(status));
        } else {
            line = new Line(listener);
            listener.onOpened(line);
        }
    }

    /** Takes the client in, as a good server does, at e.3. */
    void accept() {
        say(Frame.text(ack("e", 3)));
    }

    private static String ack(String epoch, long seq) {
        String start = "{\"epoch\":\"" + epoch + "\",\"seq\":" + seq + ",\"resumed\":\"fresh\",\"head\":" + seq + "}";
        return "{\"type\":\"ack\",\"seq\":0," + TIME + ",\"connectionId\":\"c\",\"heartbeatMs\":30000,"
                + "\"positions\":{\"news\":" + start + ",\"state\":" + start + "}}";
    }

    void say(Frame frame) {
        reasons += 10;
        if (line != null) {
            line.say(frame);
        }
        settle();
    }

    void drop(int code) {
        reasons += 10;
        if (line != null && !line.ended) {
            line.ended = true;
            line.listener.onClosed(CloseReason.of(code, "dropped"));
        }
        settle();
    }

    /** Ends the connection, and refuses the next upgrade. */
    void refuse(int status) {
        refusal = status;
        drop(CloseReason.ABNORMAL);
    }

    void changeFilter(int value) {
        reasons += 10;
        client.changeFilter(Filter.of("k", value));
        settle();
    }

    /** Four hours at most in all. */
    void pass(Duration duration) {
        Duration possible = duration.compareTo(left) < 0 ? duration : left;
        left = left.minus(possible);
        reasons += 4 * possible.toSeconds(); // a service may be asked for again each second
        time.advance(possible);
    }

    private void settle() {
        time.advance(Duration.ZERO);
    }

    /** Has a good server take over, and looks at what is left over when the client is closed. */
    void finish() {
        refusal = 0;
        reasons += 4 * 16;
        time.advance(ANSWER_LIMIT.plusSeconds(1));
        checkNotHanging();
        drop(CloseReason.GOING_AWAY);
        check();
        for (int second = 0; !isConnected() && !isClosed() && second < HALF_A_DAY; second++) {
            time.advance(Duration.ofSeconds(1));
        }
        if (!isClosed()) { // for good: a close code said so
            assertTrue(isConnected(), () -> "does not come again: " + client.state());
            say(Frame.text(ack("healed", 0)));
            assertInstanceOf(ConnectionState.Open.class, client.state());
            say(Frame.text("{\"type\":\"event\",\"service\":\"news\",\"epoch\":\"healed\",\"after\":0,\"seq\":1," + TIME
                    + ",\"events\":[{\"type\":\"t\",\"data\":1}]}"));
            assertEquals(new Position("healed", 1), client.positions().get("news"));
            check();
        }
        client.close();
        time.advance(Duration.ofMinutes(1));
        assertTrue(isClosed());
        assertEquals(0, time.timers(), "timers are left");
    }

    /** A server that does not take the client in is left. */
    private void checkNotHanging() {
        if (isConnected() && time.nanoTime() - line.opened > ANSWER_LIMIT.toNanos()) {
            assertInstanceOf(ConnectionState.Open.class, client.state(), "waits for ever");
        }
    }

    private boolean isConnected() {
        return line != null && !line.ended;
    }

    private boolean isClosed() {
        return client.state() instanceof ConnectionState.Closed;
    }

    private void check() {
        if (fault != null) {
            throw new AssertionError("what a server refuses", fault);
        }
        assertTrue(sent <= reasons, () -> "sent " + sent + " messages");
        Statistics statistics = client.statistics();
        assertTrue(statistics.handlerFailures() <= statistics.snapshots(), "only snapshots without data fail");
        assertTrue(handled <= statistics.eventsReceived() + statistics.snapshots());
    }
}
