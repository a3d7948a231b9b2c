package dev.realtime.core.server;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.PublishException;
import dev.realtime.core.protocol.EventWriter;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The server: takes events from the application and connections from an adapter, and delivers the former to the latter, in order
 * and without silent loss. One for an application. Thread-safe.
 *
 * <pre>{@code
 * RealtimeServer realtime = RealtimeServer.builder()
 *     .authenticator(token -> tokens.verify(token))
 *     .authorizer((identity, service) -> rights.allow(identity, service))
 *     .build();
 * realtime.publish(Channel.of("org-456", "finance"), Event.of("revenue_created", revenue));
 * }</pre>
 */
public final class RealtimeServer implements AutoCloseable {
    private static final long COME_BACK_MS = 5_000;

    /** What this server made itself and closes with itself. */
    record Owned(Runnable closeBroker, Runnable closeScheduler) {}

    private final Node node;
    private final Broker broker;
    private final EventWriter writer;
    private final ConnectionEvents events;
    private final Predicate<Identity> metricsAccess;
    private final Owned owned;
    private final Drain drain;
    private volatile boolean closed;

    RealtimeServer(
            Node node, Publishing publishing, ConnectionEvents events, Predicate<Identity> metricsAccess, Owned owned) {
        this.node = node;
        this.broker = publishing.broker();
        this.writer = publishing.writer();
        this.events = events;
        this.metricsAccess = metricsAccess;
        this.owned = owned;
        this.drain = new Drain(node);
    }

    /** Where publications go, and how they are written. */
    record Publishing(Broker broker, EventWriter writer) {}

    /**
     * Begins to configure a server.
     *
     * @return a builder; {@link RealtimeServerBuilder#authenticator} is the only thing that it must be told
     */
    public static RealtimeServerBuilder builder() {
        return new RealtimeServerBuilder();
    }

    /**
     * Publishes an event to every client that watches the channel. Never blocks.
     *
     * @param channel where
     * @param event what; with an id, a repeat within 2 minutes is appended once and gets the first position
     * @return its position; fails with a {@link PublishException}, which says whether a retry can duplicate it
     * @throws IllegalArgumentException if Jackson cannot serialise the payload, or clients could not read it: it nests deeper than
     *     {@link Publication#MAX_LEVELS} levels, say, or a text in it is no Unicode (protocol rule P18)
     */
    public CompletionStage<Position> publish(Channel channel, Event event) {
        Draft draft = new Draft(event.tags(), event.id(), event.entity(), Publication.Kind.EVENTS, writer.write(event));
        AppendOptions options = event.id() == null ? AppendOptions.NONE : new AppendOptions(event.id());
        return append(channel, draft, options);
    }

    /**
     * Tells every client that watches the channel to fetch things again (F1.14): has a place in the channel like an event, so it
     * is not lost, and comes in order with the events. Never blocks.
     *
     * @param channel where
     * @param keys what the clients' caches call them; at least one
     * @return its position; fails with a {@link PublishException}
     * @throws IllegalArgumentException if there is no key, or one is no Unicode
     */
    public CompletionStage<Position> invalidate(Channel channel, String... keys) {
        if (keys.length == 0) {
            throw new IllegalArgumentException("an invalidation names at least one key");
        }
        byte[] payload = writer.keys(List.of(keys));
        return append(
                channel, new Draft(Map.of(), null, null, Publication.Kind.INVALIDATE, payload), AppendOptions.NONE);
    }

    private CompletionStage<Position> append(Channel channel, Draft draft, AppendOptions options) {
        if (closed) {
            return CompletableFuture.failedFuture(new PublishException.ServerClosed());
        }
        return broker.append(channel, draft, options).thenApply(Appended::position);
    }

    /**
     * Looks at an upgrade request: origin, credentials, room (protocol rules P1 to P3). Called by adapters before the upgrade;
     * runs the authenticator on the calling thread.
     *
     * @param request what the HTTP request says
     * @return go on, or refuse with a status
     */
    public Admission admit(UpgradeRequest request) {
        Admission admission = look(request);
        if (admission instanceof Admission.Refused refused) {
            events.refused(refused, request.origin());
        }
        return admission;
    }

    private Admission look(UpgradeRequest request) {
        if (closed) {
            return new Admission.Refused(503, Duration.ofSeconds(5), "the server stops");
        }
        if (drain.isOn()) {
            return new Admission.Refused(503, drain.retryAfter(), "the server drains");
        }
        return node.access().admit(request, node.limits().unauthenticated());
    }

    /**
     * Takes over a transport after the upgrade. Called by adapters.
     *
     * @param transport where to send
     * @param admitted what {@link #admit} said
     * @return hears what comes; its calls must be serial
     */
    public Transport.Listener open(Transport transport, Admission.Admitted admitted) {
        Connection connection = new Connection(node, transport, admitted.identity(), events);
        if (closed || drain.isOn()) {
            connection.close(Drain.DRAINED);
        }
        return connection;
    }

    /**
     * Where this server's time and threads come from. For adapters, so that they start none.
     *
     * @return the scheduler; not to be closed by the caller
     */
    public Scheduler scheduler() {
        return node.scheduler();
    }

    /**
     * Closes the connections of a user on this node (1001: the clients come back with their positions).
     *
     * @param org the tenant
     * @param user the user inside the tenant
     * @return how many there were
     */
    public int disconnect(String org, String user) {
        List<Connection> connections = node.pool().ofUser(org, user);
        connections.forEach(connection -> connection.close(CloseReason.of(CloseReason.GOING_AWAY, "disconnected")));
        return connections.size();
    }

    /**
     * Looks at the rights of a user's connections on this node again: services that the authorizer refuses by now end at once, and
     * their clients are told (protocol rule P19). Does not wait for it.
     *
     * @param org the tenant
     * @param user the user inside the tenant
     */
    public void reauthorize(String org, String user) {
        node.pool().ofUser(org, user).forEach(Connection::recheck);
    }

    /**
     * How far the clients of a user on this node have got (F1.20).
     *
     * @param org the tenant
     * @param user the user inside the tenant
     * @return one for each connection; with what its client has reported
     */
    public List<ConnectionProgress> progress(String org, String user) {
        return node.pool().ofUser(org, user).stream().map(Connection::progress).toList();
    }

    /**
     * What the server has done so far, and where it stands.
     *
     * @return a snapshot
     */
    public ServerMetrics metrics() {
        return node.counters().snapshot(node.pool().stats(node.feeds().size()));
    }

    /**
     * The same for somebody who asks from outside. The numbers tell of all orgs, so only those see them whom
     * {@link RealtimeServerBuilder#metricsAccess} lets.
     *
     * @param identity who asks
     * @return a snapshot, or empty when the identity may not see it
     */
    public Optional<ServerMetrics> metricsFor(Identity identity) {
        return metricsAccess.test(identity) ? Optional.of(metrics()) : Optional.empty();
    }

    /**
     * Lets the clients go before {@link #close}: refuses new connections (503 with {@code Retry-After}) and tells each client to
     * come back at a moment of its own (protocol rule P16). Until then everything goes on, so nothing is missed; a client that
     * is still there 5 s after its moment is closed (4503). Calls after the first give the same stage.
     *
     * <pre>{@code
     * realtime.drain(Duration.ofSeconds(10)).toCompletableFuture().join();
     * realtime.close();
     * }</pre>
     *
     * @param over the moments are spread evenly over this time, 0 to 10 min
     * @return completes when all clients have gone, 10 s after that time at the latest
     * @throws IllegalArgumentException if the time is out of range
     */
    public CompletionStage<Void> drain(Duration over) {
        if (over.isNegative() || over.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("over must be 0 to 10 min but was " + over);
        }
        return drain.begin(over);
    }

    /**
     * Stops: refuses connections and publications, tells each client that is still there to come back at a moment of its own within
     * 5 s (protocol rule P16) and closes it (4503), then the upstreams, then what the server made itself. Does not wait for
     * them: what is under way has 5 s when the threads are the server's own. Calls after the first do nothing.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        node.pool()
                .all()
                .forEach(connection ->
                        connection.farewell().comeBack((long) (node.chance().fraction() * COME_BACK_MS)));
        node.feeds().shutDown();
        owned.closeBroker().run();
        owned.closeScheduler().run();
    }
}
