package dev.realtime.client;

import dev.realtime.client.connect.Connector;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects, waits and connects again until it is closed. On the client's queue, but for {@link #state}. */
final class Lifecycle implements ClientConnection.Owner {
    /**
     * Where to connect.
     *
     * @param uri the server's endpoint
     * @param tokens is asked before each attempt and before a token expires, or null
     * @param connector opens the transport
     */
    record Target(URI uri, @Nullable Supplier<@Nullable String> tokens, Connector connector) {
        static void requireWebSocket(URI uri) {
            boolean webSocket = "ws".equals(uri.getScheme()) || "wss".equals(uri.getScheme());
            if (!webSocket || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
                throw new IllegalArgumentException(
                        "uri must be ws or wss with a host, without user and fragment, but was " + uri.getScheme()
                                + "://" + uri.getHost() + uri.getRawPath());
            }
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RealtimeClient.class);

    private final QueueClock clock;
    private final Target target;
    private final Application application;
    private final ReconnectPlan plan;
    private final Function<ClientConnection.Owner, ClientConnection> connections;
    private volatile ConnectionState state = new ConnectionState.Idle(); // written on queue
    private @Nullable ClientConnection connection; // on queue; from the attempt to its end
    private Scheduler.Timer wait = Scheduler.Timer.NONE; // on queue
    private Runnable onClosed = () -> {}; // on queue
    private boolean acceptedBefore; // on queue

    Lifecycle(
            QueueClock clock,
            Target target,
            Application application,
            ReconnectPlan plan,
            Function<ClientConnection.Owner, ClientConnection> connections) {
        this.clock = clock;
        this.target = target;
        this.application = application;
        this.plan = plan;
        this.connections = connections;
    }

    /** Where the client stands. Any thread. */
    ConnectionState state() {
        return state;
    }

    /** Begins to connect, unless it is closed already. */
    void start(Runnable whenClosed) {
        if (!isClosed()) {
            onClosed = whenClosed;
            connect();
        }
    }

    /** Ends everything; no effect when it has ended. */
    void close(Runnable whenClosed) {
        if (isClosed()) {
            return;
        }
        wait.cancel();
        ClientConnection open = connection;
        connection = null;
        CloseReason reason = CloseReason.of(CloseReason.NORMAL, "closed by the application");
        enter(new ConnectionState.Closed(reason));
        if (open == null) {
            whenClosed.run();
        } else {
            open.close(reason, whenClosed);
        }
    }

    private boolean isClosed() {
        return state instanceof ConnectionState.Closed;
    }

    private void connect() {
        enter(new ConnectionState.Connecting());
        Application.Token token = application.token(target.tokens());
        if (token == null) {
            onEnded(Ending.failed("the token supplier failed"), ReconnectPlan.Worth.NOTHING);
            return;
        }
        ClientConnection next = connections.apply(this);
        connection = next;
        next.open(target.connector(), new Connector.Upgrade(target.uri(), token.text()));
    }

    @Override
    public void onAccepted(String connectionId) {
        plan.acknowledged();
        if (acceptedBefore) {
            application.counters().reconnects.incrementAndGet();
        }
        acceptedBefore = true;
        enter(new ConnectionState.Open(connectionId));
    }

    @Override
    public void onEnded(Ending ending, ReconnectPlan.Worth worth) {
        connection = null;
        LOG.atInfo().addKeyValue("reason", ending.reason()).log("connection ended");
        Optional<Duration> delay = plan.next(ending, worth);
        if (delay.isEmpty()) {
            enter(new ConnectionState.Closed(ending.reason()));
            onClosed.run();
            return;
        }
        LOG.atInfo()
                .addKeyValue("delay", delay.get())
                .addKeyValue("attempt", plan.attempt())
                .log("reconnect scheduled");
        enter(new ConnectionState.Waiting(delay.get(), plan.attempt()));
        wait = clock.after(delay.get(), this::connect);
    }

    private void enter(ConnectionState next) {
        state = next;
        LOG.atInfo().addKeyValue("state", next).log("client state");
        application.state(next);
    }
}
