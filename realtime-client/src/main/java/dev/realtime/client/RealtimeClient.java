package dev.realtime.client;

import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Receives the events of services over one connection, which it makes anew whenever it is lost, and goes on where it was.
 *
 * <pre>{@code
 * RealtimeClient client = RealtimeClient.builder(URI.create("wss://app.example.com/v2/realtime/stream"))
 *     .token(tokens::current)
 *     .on("finance", Revenue.class, (revenue, event) -> show(revenue))
 *     .onGap(gap -> reload(gap.service()))
 *     .build();
 * client.start();
 * }</pre>
 *
 * <p>The handlers of one client are called one at a time, on a thread of its scheduler; each call sees what the one before
 * did. A handler may block briefly: meanwhile nothing else of this client is handed over, and what arrives waits in memory. A
 * handler that throws is logged by its name and counted, and counts as run. Thread-safe.
 */
public final class RealtimeClient implements AutoCloseable {
    private final QueueClock clock;
    private final Counters counters;
    private final Subscriptions subscriptions;
    private final FilterChanges filters;
    private final Lifecycle lifecycle;
    private final Runnable release;
    private final AtomicBoolean started = new AtomicBoolean();

    /**
     * Puts the parts together.
     *
     * @param release lets go of what the client owns, once it has ended
     */
    RealtimeClient(QueueClock clock, Setup setup, Application application, Lifecycle.Target target, Runnable release) {
        this.clock = clock;
        this.release = release;
        counters = application.counters();
        Delays delays = new Delays(setup.backoff(), setup.random());
        subscriptions = new Subscriptions(setup.cursors(), application, delays, clock);
        filters = new FilterChanges(clock, setup.filter());
        Supplier<@Nullable String> supplier = target.tokens();
        Lasting lasting = new Lasting(
                subscriptions,
                filters,
                setup.handshake(),
                supplier == null ? null : () -> application.token(supplier),
                setup.random(),
                setup.reportInterval(),
                counters);
        lifecycle = new Lifecycle(
                clock,
                target,
                application,
                new ReconnectPlan(delays, target.tokens() != null),
                owner -> new ClientConnection(clock, lasting, owner));
    }

    /**
     * Begins a client.
     *
     * @param uri the server's endpoint, such as {@code wss://app.example.com/v2/realtime/stream}
     * @return to add services and handlers to
     * @throws IllegalArgumentException if the URI is not {@code ws} or {@code wss} with a host, or has a user or a fragment
     */
    public static RealtimeClientBuilder builder(URI uri) {
        return new RealtimeClientBuilder(uri);
    }

    /**
     * Begins to connect, and returns. Once only.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    public void start() {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("a client is started once, and not after it was closed");
        }
        clock.execute(() -> lifecycle.start(this::ended));
    }

    /**
     * Ends the connection (close code 1000) and returns; soon after, the state is {@link ConnectionState.Closed} for good. The
     * handler that runs meanwhile finishes; after it, handlers hear of the state only. Calls after the first do nothing.
     */
    @Override
    public void close() {
        started.set(true);
        clock.execute(() -> lifecycle.close(this::ended));
    }

    private void ended() {
        filters.close();
        release.run();
    }

    /**
     * Has the server send only what passes a filter, of all services, from where each stands when the server answers; what was
     * published before does not come again, so refetch what a wider filter lets in. Without a connection the filter goes with
     * the next handshake; a change that a lost connection cut off does as well. It stays until the next change, also over
     * reconnects. Any thread; do not wait for the result in a handler, which would hold up the answer.
     *
     * @param filter which publications to send from now on; {@link Filter#NONE} for all
     * @return completes on the client's queue when this filter, or one asked for later, is in force. Fails with
     *     {@link RequestException} when the server refuses it, and the one before stays; with {@link IllegalStateException}
     *     when the client is closed before there is an answer
     */
    public CompletionStage<Void> changeFilter(Filter filter) {
        return filters.change(Objects.requireNonNull(filter, "filter"));
    }

    /**
     * Where the client stands.
     *
     * @return the state at this moment
     */
    public ConnectionState state() {
        return lifecycle.state();
    }

    /**
     * Where each service stands: everything up to there has been handed over and its handlers have returned, or it was reported
     * as a gap. Safe to keep and to resume from ({@link RealtimeClientBuilder#positions}), in this process or another; keep the
     * filter with them, since a position holds for the filter that it was reached with. A position advances by whole messages,
     * so inside a handler it is still the one before the message. Any thread.
     *
     * @return by service; without those that no server has started yet
     */
    public Map<String, Position> positions() {
        return subscriptions.positions();
    }

    /**
     * What the client has counted.
     *
     * @return a snapshot
     */
    public Statistics statistics() {
        return counters.read();
    }
}
