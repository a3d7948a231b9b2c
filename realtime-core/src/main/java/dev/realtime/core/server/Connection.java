package dev.realtime.core.server;

import dev.realtime.core.Identity;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ClientMessageReader;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.schedule.SerialQueue;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one client: handshake, requests one at a time, heartbeat, and the end; dies with its transport. What it
 * receives is handled on its lane; what it sends, {@link Outbound} keeps in order. Thread-safe.
 */
final class Connection implements Transport.Listener, Outbound.Listener, Requests.Owner, Heartbeat.Owner {
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_LIFE = Duration.ofDays(36_500); // timers do not take just any duration

    private final Node node;
    private final ConnectionEvents events;
    private final SerialQueue lane;
    private final Outbound outbound;
    private final InboundLimit inbound;
    private final long idHigh;
    private final long idLow;
    private final Farewell farewell;
    private final Heartbeat heartbeat;
    private volatile @Nullable Identity identity; // null until authenticated; then its org and user stay
    private boolean shaken; // on lane; whether the handshake has come
    private volatile @Nullable String client; // written on lane; what the handshake says
    private volatile @Nullable String instance; // written on lane; what the handshake says
    private @Nullable Requests requests; // on lane; null until the pool has this connection
    private boolean closed; // on lane
    private Scheduler.Timer deadline; // on lane; for the handshake, then the end of the credentials

    Connection(Node node, Transport transport, @Nullable Identity identity, ConnectionEvents events) {
        this.node = node;
        this.identity = identity;
        this.events = events;
        this.idHigh = node.chance().bits();
        this.idLow = node.chance().bits();
        this.lane = new SerialQueue(node.scheduler());
        this.outbound = new Outbound(transport, node.scheduler(), this);
        this.farewell = new Farewell(node, transport, outbound);
        this.heartbeat = new Heartbeat(node, outbound, this);
        this.inbound = new InboundLimit(node.scheduler().nanoTime());
        if (identity == null) {
            node.access().unauthenticated().incrementAndGet();
        }
        node.pool().await(this);
        this.deadline = node.scheduler().schedule(HANDSHAKE_LIMIT, () -> lane.execute(this::onHandshakeTimeout));
    }

    @Override
    public Farewell farewell() {
        return farewell;
    }

    @Override
    public SerialQueue lane() {
        return lane;
    }

    Identity identity() {
        return Objects.requireNonNull(identity, "not authenticated yet");
    }

    @Nullable String instance() {
        return instance;
    }

    long silentNanos(long now) {
        return heartbeat.silentNanos(now);
    }

    @Override
    public ConnectionInfo info() {
        return new ConnectionInfo(Chance.id(idHigh, idLow), identity(), client);
    }

    @Override
    public void onFrame(Frame frame) {
        long now = node.scheduler().nanoTime();
        heartbeat.heard(now);
        InboundLimit.Excess excess = inbound.take(frame.size(), identity != null, node.limits(), now);
        if (excess != null) {
            fail(excess.code(), excess.message());
        } else {
            lane.execute(() -> {
                inbound.handled();
                handle(frame.bytes());
            });
        }
    }

    private void handle(byte[] json) {
        if (closed || farewell.said() != null) {
            return;
        }
        try {
            if (!shaken) {
                shakeHands(ClientMessageReader.readHandshake(json));
            } else {
                handle(ClientMessageReader.read(json), Objects.requireNonNull(requests));
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

    private void handle(ClientMessage message, Requests known) {
        if (message instanceof ClientMessage.Delivered delivered) {
            known.delivered(delivered.positions());
        } else if (message instanceof ClientMessage.Request request && countUnanswered()) {
            known.add(request);
        }
    }

    private boolean countUnanswered() {
        InboundLimit.Excess excess = inbound.request();
        if (excess != null) {
            fail(excess.code(), excess.message());
        }
        return excess == null;
    }

    private void onHandshakeTimeout() {
        if (!shaken) {
            close(CloseReason.of(CloseReason.HANDSHAKE_TIMEOUT, "no handshake within 10 s"));
        }
    }

    private void shakeHands(ClientMessage.Handshake shake) {
        shaken = true;
        client = shake.client();
        instance = shake.instance();
        heartbeat.promise(shake.pong());
        outbound.encoding(shake.encoding());
        if (identity == null && !authenticate(shake.token())) {
            return;
        }
        if (shake.services().size() > node.limits().servicesPerConnection()) {
            fail(ErrorCode.BAD_MESSAGE, "at most " + node.limits().servicesPerConnection() + " services");
        } else if (!node.pool().add(this, node.scheduler().nanoTime())) {
            fail(ErrorCode.LIMIT_EXCEEDED, "too many connections");
        } else {
            open(shake);
        }
    }

    private void open(ClientMessage.Handshake shake) {
        events.opened(info(), shake.services());
        requests = new Requests(node, this, outbound, lane);
        countUnanswered();
        requests.begin(shake);
        scheduleExpiry();
        heartbeat.start();
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

    @Override
    public void renewed(Identity renewed) {
        identity = renewed;
        scheduleExpiry();
    }

    private void cancelDeadline() {
        deadline.cancel();
        deadline = Scheduler.Timer.NONE; // or it would stay as long as the connection
    }

    private void scheduleExpiry() {
        cancelDeadline();
        Instant end = identity().expiresAt();
        if (end != null) {
            Duration left = Duration.between(node.scheduler().wallClock(), end);
            Duration within = left.compareTo(LONGEST_LIFE) < 0 ? left : LONGEST_LIFE;
            deadline = node.scheduler()
                    .schedule(
                            within.isNegative() ? Duration.ZERO : within,
                            () -> fail(ErrorCode.UNAUTHENTICATED, "the credentials have expired"));
        }
    }

    /** Looks at the rights of all services again. */
    void recheck() {
        lane.execute(() -> {
            if (requests != null && !closed) {
                requests.recheck();
            }
        });
    }

    /** How far the client has got, by service. */
    ConnectionProgress progress() {
        Map<String, ChannelProgress> channels = new LinkedHashMap<>();
        outbound.subscriptions().forEach((service, subscription) -> channels.put(service, subscription.progress()));
        return new ConnectionProgress(info(), channels);
    }

    /** Tells the client when to come back, and closes some time after that moment (protocol rule P16). */
    void askToReconnect(long afterMs, Duration limit) {
        lane.execute(() -> {
            if (requests == null) {
                close(Drain.DRAINED);
            } else {
                farewell.announce(afterMs, limit);
            }
        });
    }

    @Override
    public ConnectionEvents events() {
        return events;
    }

    @Override
    public void onAnswered() {
        inbound.answered();
    }

    @Override
    public void onFault(RuntimeException fault) {
        events.fault(Chance.id(idHigh, idLow), fault);
        fail(ErrorCode.INTERNAL, "a fault of the server");
    }

    @Override
    public void onFailed(boolean stalled, @Nullable Throwable cause) {
        events.sendingFailed(Chance.id(idHigh, idLow), cause);
        int code = stalled ? CloseReason.STALLED : CloseReason.ABNORMAL; // abnormal: the client is gone
        close(CloseReason.of(code, stalled ? "a frame took too long" : "sending failed"));
    }

    @Override
    public void fail(ErrorCode code, String message) {
        farewell.fail(code, message);
    }

    /** Closes at once, without a last message. */
    void close(CloseReason reason) {
        farewell.close(reason);
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
        cancelDeadline();
        heartbeat.stop();
        farewell.ended();
        if (identity == null) {
            node.access().unauthenticated().decrementAndGet();
        }
        node.pool().remove(this);
        CloseReason said = farewell.said();
        if (requests == null) {
            outbound.close();
            events.refused(Chance.id(idHigh, idLow), said);
            return;
        }
        requests.close();
        events.closed(info(), said == null ? reason : said);
    }
}
