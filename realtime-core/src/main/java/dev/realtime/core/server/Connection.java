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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one client: handshake, requests one at a time, heartbeat, and the end; dies with its transport. What it
 * receives is handled on its lane; what it sends, {@link Outbound} keeps in order. Thread-safe.
 */
final class Connection implements Transport.Listener, Outbound.Listener, Requests.Owner {
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_LIFE = Duration.ofDays(36_500); // timers do not take just any duration
    private static final int MAX_UNANSWERED = 16;

    private final Node node;
    private final ConnectionEvents events;
    private final SerialQueue lane;
    private final Outbound outbound;
    private final InboundLimit inbound;
    private final String id;
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Farewell farewell;
    private final Heartbeat heartbeat; // on lane
    private volatile @Nullable Identity identity; // null until authenticated; then its org and user stay
    private volatile long lastHeard; // nanoTime
    private ClientMessage.@Nullable Handshake handshake; // on lane; null until it came
    private @Nullable Requests requests; // on lane; null until the pool has this connection
    private boolean closed; // on lane
    private Scheduler.Timer deadline; // on lane; for the handshake, then the end of the credentials

    Connection(Node node, Transport transport, @Nullable Identity identity, ConnectionEvents events) {
        this.node = node;
        this.identity = identity;
        this.events = events;
        this.id = node.chance().id();
        this.lane = new SerialQueue(node.scheduler());
        this.outbound = new Outbound(transport, node.scheduler(), this);
        this.farewell = new Farewell(node, transport, outbound);
        this.heartbeat = new Heartbeat(node, outbound, lane, this::isAlive);
        this.lastHeard = node.scheduler().nanoTime();
        this.inbound = new InboundLimit(node.limits(), lastHeard);
        if (identity == null) {
            node.access().unauthenticated().incrementAndGet();
        }
        node.pool().await(this);
        this.deadline = node.scheduler().schedule(HANDSHAKE_LIMIT, () -> lane.execute(this::onHandshakeTimeout));
    }

    Farewell farewell() {
        return farewell;
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

    @Override
    public ConnectionInfo info() {
        return new ConnectionInfo(id, identity(), handshake == null ? null : handshake.client());
    }

    @Override
    public void onFrame(Frame frame) {
        long now = node.scheduler().nanoTime();
        lastHeard = now;
        InboundLimit.Excess excess = inbound.take(frame.size(), identity != null, now);
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
            if (handshake == null) {
                handshake = ClientMessageReader.readHandshake(json);
                shakeHands(handshake);
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
        unanswered.incrementAndGet();
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

    private void scheduleExpiry() {
        deadline.cancel();
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

    /** Whether there is somebody to ping; a client that has promised pongs and stays silent is closed (protocol rule P4). */
    private boolean isAlive() {
        boolean promised = handshake != null && handshake.pong();
        long silent = silentNanos(node.scheduler().nanoTime());
        if (promised && silent > 2 * node.heartbeat().toNanos()) {
            close(CloseReason.of(CloseReason.STALLED, "no pong for two heartbeats"));
        }
        return farewell.said() == null;
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
                farewell.announce(afterMs);
                node.scheduler().schedule(limit, () -> close(Drain.DRAINED));
            }
        });
    }

    @Override
    public ConnectionEvents events() {
        return events;
    }

    @Override
    public void onAnswered() {
        unanswered.decrementAndGet();
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
        deadline.cancel();
        heartbeat.stop();
        if (identity == null) {
            node.access().unauthenticated().decrementAndGet();
        }
        node.pool().remove(this);
        CloseReason said = farewell.said();
        if (requests == null) {
            outbound.close();
            events.refused(id, said);
            return;
        }
        requests.close();
        events.closed(info(), said == null ? reason : said);
    }
}
