package dev.realtime.core.server;

import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.Identity;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ClientMessageReader;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageWriter;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.schedule.SerialQueue;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one client: handshake, requests one at a time, heartbeat, and the end; dies with its transport. What it
 * receives is handled on its lane; what it sends, {@link Outbound} keeps in order. Thread-safe.
 */
final class Connection implements Transport.Listener, Outbound.Listener {
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);
    private static final Duration LAST_WORD_LIMIT = Duration.ofSeconds(5);
    private static final int MAX_UNANSWERED = 16;
    private static final int MAX_FIRST_MESSAGE_BYTES = 32 * 1024;

    private final Node node;
    private final Transport transport;
    private final ConnectionEvents events;
    private final SerialQueue lane;
    private final Outbound outbound;
    private final InboundLimit inbound;
    private final String id;
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicReference<@Nullable CloseReason> closing = new AtomicReference<>(); // what this end said first
    private volatile @Nullable Identity identity; // null until authenticated; then set once
    private volatile long lastHeard; // nanoTime
    private ClientMessage.@Nullable Handshake handshake; // on lane; null until it came
    private @Nullable Requests requests; // on lane; null until the pool has this connection
    private boolean closed; // on lane
    private Scheduler.Timer deadline; // on lane; for the handshake, then the heartbeat
    private Scheduler.Timer expiry = Scheduler.Timer.NONE; // on lane

    Connection(Node node, Transport transport, @Nullable Identity identity, ConnectionEvents events) {
        this.node = node;
        this.transport = transport;
        this.identity = identity;
        this.events = events;
        this.id = node.chance().id();
        this.lane = new SerialQueue(node.scheduler());
        this.outbound = new Outbound(transport, node.scheduler(), this);
        this.lastHeard = node.scheduler().nanoTime();
        this.inbound = new InboundLimit(node.limits(), lastHeard);
        if (identity == null) {
            node.access().unauthenticated().incrementAndGet();
        }
        node.pool().await(this);
        this.deadline = node.scheduler().schedule(HANDSHAKE_LIMIT, () -> lane.execute(this::onHandshakeTimeout));
    }

    Identity identity() {
        return Objects.requireNonNull(identity, "not authenticated yet");
    }

    @Nullable String instance() {
        return handshake == null ? null : handshake.instance();
    }

    long silentNanos(long now) {
        return now - lastHeard;
    }

    ConnectionInfo info() {
        return new ConnectionInfo(id, identity(), handshake == null ? null : handshake.client());
    }

    @Override
    public void onFrame(Frame frame) {
        long now = node.scheduler().nanoTime();
        lastHeard = now;
        int maxBytes =
                identity == null ? MAX_FIRST_MESSAGE_BYTES : node.limits().messageBytes();
        if (frame.size() > maxBytes) {
            fail(ErrorCode.TOO_LARGE, "a message has at most " + maxBytes + " bytes");
        } else if (!inbound.take(now)) {
            fail(ErrorCode.RATE_LIMITED, "too many messages");
        } else if (identity == null && inbound.received() > 1) {
            fail(ErrorCode.UNAUTHENTICATED, "one message before authentication");
        } else {
            lane.execute(() -> {
                inbound.handled();
                handle(frame.bytes());
            });
        }
    }

    private void handle(byte[] json) {
        if (closed || closing.get() != null) {
            return;
        }
        try {
            if (handshake == null) {
                handshake = ClientMessageReader.readHandshake(json);
                shakeHands(handshake);
            } else if (ClientMessageReader.read(json) instanceof ClientMessage.Request request) {
                if (countUnanswered()) {
                    Objects.requireNonNull(requests).add(request);
                }
            }
        } catch (ProtocolException e) {
            Long request = e.requestId();
            if (request == null) {
                fail(e.code(), String.valueOf(e.getMessage()));
            } else if (countUnanswered()) {
                Objects.requireNonNull(requests).refuse(request, e.code(), String.valueOf(e.getMessage()));
            }
        }
    }

    private boolean countUnanswered() {
        if (unanswered.incrementAndGet() <= MAX_UNANSWERED) {
            return true;
        }
        fail(ErrorCode.RATE_LIMITED, "more than " + MAX_UNANSWERED + " unanswered requests");
        return false;
    }

    private void onHandshakeTimeout() {
        if (handshake == null) {
            close(CloseReason.of(CloseReason.HANDSHAKE_TIMEOUT, "no handshake within 10 s"));
        }
    }

    private void shakeHands(ClientMessage.Handshake shake) {
        outbound.encoding(shake.encoding());
        if (identity == null && !authenticate(shake.token())) {
            return;
        }
        if (!shake.filter().isNone()) {
            fail(ErrorCode.BAD_MESSAGE, "this server does not filter yet");
        } else if (shake.services().size() > node.limits().servicesPerConnection()) {
            fail(ErrorCode.BAD_MESSAGE, "at most " + node.limits().servicesPerConnection() + " services");
        } else if (!node.pool().add(this, node.scheduler().nanoTime())) {
            fail(ErrorCode.LIMIT_EXCEEDED, "too many connections");
        } else {
            open(shake);
        }
    }

    private void open(ClientMessage.Handshake shake) {
        ConnectionInfo info = info();
        events.opened(info, shake.services());
        requests = new Requests(node, info, outbound, lane, this::fail);
        unanswered.incrementAndGet();
        requests.begin(shake);
        scheduleExpiry();
        double spread = 0.5 + node.chance().fraction() / 2; // clients that came together are not pinged together
        scheduleBeat(Duration.ofNanos((long) (node.heartbeat().toNanos() * spread)));
    }

    private boolean authenticate(@Nullable String token) {
        Access.Known known = node.access().authenticateHandshake(token);
        if (known.identity() != null) {
            identity = known.identity();
            node.access().unauthenticated().decrementAndGet();
            return true;
        }
        if (known.check() == Access.Check.FAILED) {
            fail(ErrorCode.INTERNAL, "cannot authenticate now");
        } else {
            fail(ErrorCode.UNAUTHENTICATED, "no valid credentials");
        }
        return false;
    }

    private void scheduleExpiry() {
        if (identity().expiresAt() != null) {
            Duration left =
                    Duration.between(node.scheduler().wallClock(), identity().expiresAt());
            expiry = node.scheduler()
                    .schedule(
                            left.isNegative() ? Duration.ZERO : left,
                            () -> fail(ErrorCode.UNAUTHENTICATED, "the credentials have expired"));
        }
    }

    private void scheduleBeat(Duration delay) {
        deadline.cancel();
        deadline = node.scheduler().schedule(delay, () -> lane.execute(this::beat));
    }

    private void beat() {
        if (closed) {
            return;
        }
        boolean promised = handshake != null && handshake.pong();
        if (promised
                && silentNanos(node.scheduler().nanoTime())
                        > 2 * node.heartbeat().toNanos()) {
            close(CloseReason.of(CloseReason.STALLED, "no pong for two heartbeats"));
            return;
        }
        Map<String, Position> heads = new LinkedHashMap<>();
        outbound.subscriptions()
                .forEach((service, subscription) ->
                        heads.put(service, subscription.feed().log().head().position()));
        outbound.ping(ServerMessageWriter.ping(
                new ServerMessage.Ping(heads), node.scheduler().wallClock()));
        scheduleBeat(node.heartbeat());
    }

    @Override
    public void onDelivered(int publications) {
        node.counters().delivered(publications);
    }

    @Override
    public void onGap(Channel channel, GapReason reason) {
        events.gap(info(), channel, reason);
    }

    @Override
    public void onAnswered() {
        unanswered.decrementAndGet();
    }

    @Override
    public void onFinished(CloseReason reason) {
        transport.close(reason);
    }

    @Override
    public void onFault(RuntimeException fault) {
        events.fault(id, fault);
        fail(ErrorCode.INTERNAL, "a fault of the server");
    }

    @Override
    public void onFailed(boolean stalled, @Nullable Throwable cause) {
        events.sendingFailed(id, cause);
        close(
                stalled
                        ? CloseReason.of(CloseReason.STALLED, "a frame took too long")
                        : CloseReason.of(CloseReason.ABNORMAL, "sending failed")); // the client is gone
    }

    /** Says what is wrong, then closes with the code that fits (protocol rule P15). */
    private void fail(ErrorCode code, String message) {
        CloseReason reason = CloseReason.of(code.closeCode(), message);
        if (!closing.compareAndSet(null, reason)) {
            return;
        }
        node.counters().error();
        ServerMessage.Failure failure = new ServerMessage.Failure(null, code, message, null);
        outbound.finish(ServerMessageWriter.failure(failure, node.scheduler().wallClock()), reason);
        node.scheduler().schedule(LAST_WORD_LIMIT, () -> transport.close(reason)); // it may not be read
    }

    /** Closes at once, without a last message. */
    void close(CloseReason reason) {
        closing.compareAndSet(null, reason);
        transport.close(reason);
    }

    @Override
    public void onClosed(CloseReason reason) {
        lane.execute(() -> end(reason));
    }

    private void end(CloseReason reason) {
        if (closed) {
            return;
        }
        closed = true;
        deadline.cancel();
        expiry.cancel();
        if (identity == null) {
            node.access().unauthenticated().decrementAndGet();
        }
        node.pool().remove(this);
        if (requests == null) {
            outbound.close();
            return;
        }
        requests.close();
        CloseReason said = closing.get();
        events.closed(info(), said == null ? reason : said);
    }
}
