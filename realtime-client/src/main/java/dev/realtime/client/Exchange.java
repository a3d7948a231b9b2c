package dev.realtime.client;

import dev.realtime.core.Filter;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageReader;
import dev.realtime.core.transport.Frame;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What client and server say to each other on one connection (protocol sections 2 and 3). On the client's queue. */
final class Exchange {
    /** The connection that carries it. Called on the client's queue. */
    interface Line {
        /** Sends a message, unless the connection has ended. */
        void send(ClientMessage message);

        /**
         * The server has accepted the client.
         *
         * @param connectionId names the connection in the server's logs
         */
        void onAccepted(String connectionId);

        /**
         * The server asks to come again.
         *
         * @param delay when, from now on
         */
        void onReconnect(Duration delay);

        /**
         * It cannot go on.
         *
         * @param text why
         */
        void fail(String text);
    }

    private static final Logger LOG = LoggerFactory.getLogger(RealtimeClient.class);
    private static final Duration PROVED_AFTER = Duration.ofSeconds(30);
    private static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

    private final QueueClock clock;
    private final Lasting lasting;
    private final Line line;
    private final Requests requests;
    private final Subscribing subscribing;
    private final Silence silence;
    private final TokenRefresh refresh;
    private final DeliveryReport report;
    private Filter filter = Filter.NONE; // of the handshake
    private ReconnectPlan.Worth worth = ReconnectPlan.Worth.NOTHING;
    private boolean accepted;
    private long acceptedAt; // nanoTime

    Exchange(QueueClock clock, Lasting lasting, Line line) {
        this.clock = clock;
        this.lasting = lasting;
        this.line = line;
        this.requests = new Requests(clock, line::send, () -> line.fail("a request was not answered within 15 s"));
        this.subscribing = new Subscribing(clock, requests, lasting.subscriptions());
        this.silence = new Silence(clock, () -> line.fail("nothing was received for two heartbeats"));
        this.refresh = new TokenRefresh(clock, requests, lasting);
        this.report = new DeliveryReport(clock, lasting, line::send);
    }

    /** Sends the handshake. */
    void begin() {
        filter = lasting.filters().forHandshake();
        subscribing.handshake(resume -> lasting.handshake().apply(resume, filter));
    }

    /** Takes what came. */
    void received(Frame frame) {
        silence.heard();
        try {
            handle(ServerMessageReader.read(FrameCodec.decode(frame, MAX_MESSAGE_BYTES)));
        } catch (ProtocolException e) {
            lasting.counters().undecodable.incrementAndGet(); // it is missed by its position, or by the next pings
            LOG.atWarn()
                    .addKeyValue("bytes", frame.size())
                    .addKeyValue("code", e.code()) // not the message, which may hold parts of the payload
                    .log("dropped a frame that could not be read");
        }
        subscribing.flush();
    }

    private void handle(ServerMessage message) {
        if (message instanceof ServerMessage.InChannel inChannel) {
            if (lasting.subscriptions().onMessage(inChannel, subscribing)) {
                worth = ReconnectPlan.Worth.PROGRESS;
                report.onMoved();
            }
        } else if (message instanceof ServerMessage.Ping ping) {
            onPing(ping);
        } else if (message instanceof ServerMessage.Ack ack) {
            onAck(ack);
        } else if (message instanceof ServerMessage.Failure failure) {
            onFailure(failure);
        } else if (message instanceof ServerMessage.Reconnect reconnect) {
            onReconnect(reconnect);
        } else if (message instanceof ServerMessage.Unsubscribed unsubscribed) {
            lasting.subscriptions().onUnsubscribed(unsubscribed, subscribing);
        } else {
            LOG.debug("ignored {}", message);
        }
    }

    private void onPing(ServerMessage.Ping ping) {
        line.send(new ClientMessage.Pong());
        report.onPong();
        if (accepted && worth == ReconnectPlan.Worth.NOTHING) {
            worth = ReconnectPlan.Worth.PROVED;
        }
        lasting.subscriptions().onPing(ping, subscribing);
    }

    private void onAck(ServerMessage.Ack ack) {
        boolean first = ack.id() == null;
        Requests.Answer answer = requests.take(first ? Requests.HANDSHAKE : ack.id());
        if (answer == null) {
            LOG.debug("ignored an answer to no request");
            return;
        }
        if (first) {
            accepted(ack);
        }
        answer.onAck(ack);
        refresh.heard(ack);
        if (first) {
            line.onAccepted(ack.connectionId()); // last: who hears of it finds the positions set
            lasting.filters().onAccepted(filter, requests);
        }
    }

    private void accepted(ServerMessage.Ack ack) {
        accepted = true;
        acceptedAt = clock.now();
        lasting.subscriptions().useOrg(ack.identity());
        silence.watch(ack.heartbeatMs());
    }

    private void onReconnect(ServerMessage.Reconnect reconnect) {
        LOG.atInfo().addKeyValue("afterMs", reconnect.afterMs()).log("the server asks to reconnect");
        Duration delay = Duration.ofMillis(reconnect.afterMs());
        line.onReconnect(delay.compareTo(Delays.MAX_GIVEN) > 0 ? Delays.MAX_GIVEN : delay);
    }

    private void onFailure(ServerMessage.Failure failure) {
        LOG.atWarn().addKeyValue("code", failure.code()).log("the server reports an error");
        Requests.Answer answer = failure.id() == null ? null : requests.take(failure.id());
        if (answer != null) {
            answer.onFailure(failure);
        }
    }

    /** What the connection is worth up to now. */
    ReconnectPlan.Worth worth() {
        boolean lasted = accepted && clock.now() - acceptedAt >= PROVED_AFTER.toNanos();
        return worth == ReconnectPlan.Worth.NOTHING && lasted ? ReconnectPlan.Worth.PROVED : worth;
    }

    /** The connection has ended. */
    void close() {
        silence.stop();
        refresh.close();
        report.close();
        subscribing.close();
        requests.close();
        lasting.filters().onEnded();
    }
}
