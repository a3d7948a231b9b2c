package dev.realtime.client;

import dev.realtime.client.connect.Connector;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ClientMessageWriter;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.SendLoop;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from the attempt to its end (protocol section 1). Each has its own object, so that what comes late from
 * an earlier one finds it ended. On the client's queue, but for the calls of the connector and the send loop, which go there.
 */
final class ClientConnection implements Connector.Listener, SendLoop.Source, Exchange.Line {
    /** Whose connection it is. Called on the client's queue. */
    interface Owner {
        /**
         * The server has accepted the client.
         *
         * @param connectionId names the connection in the server's logs
         */
        void onAccepted(String connectionId);

        /**
         * It is over, and the owner did not close it. The last call.
         *
         * @param ending how
         * @param worth what it was worth
         */
        void onEnded(Ending ending, ReconnectPlan.Worth worth);
    }

    private static final Logger LOG = LoggerFactory.getLogger(RealtimeClient.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final QueueClock clock;
    private final Owner owner;
    private final Exchange exchange;
    private final Queue<Frame> outbox = new ConcurrentLinkedQueue<>(); // filled on queue, taken by the send loop
    private Connector.@Nullable Attempt attempt; // on queue
    private @Nullable Transport transport; // on queue; from the upgrade on
    private @Nullable SendLoop loop; // on queue
    private Scheduler.Timer connectTimer = Scheduler.Timer.NONE; // on queue
    private Scheduler.Timer comeAgain = Scheduler.Timer.NONE; // on queue; as the server announced
    private long comeAgainAt; // on queue; nanoTime
    private boolean announced; // on queue
    private boolean ended; // on queue
    private Runnable onGone = () -> {}; // on queue

    ClientConnection(QueueClock clock, Lasting lasting, Owner owner) {
        this.clock = clock;
        this.owner = owner;
        this.exchange = new Exchange(clock, lasting, this);
    }

    /** Starts the attempt. */
    void open(Connector connector, Connector.Upgrade upgrade) {
        connectTimer = clock.after(CONNECT_TIMEOUT, () -> fail("not connected within 10 s"));
        try {
            attempt = connector.connect(upgrade, this);
        } catch (RuntimeException e) {
            onFailed(e);
        }
    }

    /**
     * Ends it because the application wants so; the owner hears nothing more.
     *
     * @param gone called when the transport has let go, after 5 s at the latest
     */
    void close(CloseReason reason, Runnable gone) {
        if (transport == null) {
            leave(reason);
            gone.run();
            return;
        }
        Scheduler.Timer limit = clock.after(CLOSE_TIMEOUT, this::gone);
        onGone = () -> {
            limit.cancel();
            gone.run();
        };
        leave(reason);
    }

    private void gone() {
        Runnable once = onGone;
        onGone = () -> {};
        once.run();
    }

    @Override
    public void onOpened(Transport opened) {
        clock.execute(() -> opened(opened));
    }

    @Override
    public void onRefused(int status, @Nullable Duration retryAfter) {
        clock.execute(() -> end(Ending.refused(status, retryAfter)));
    }

    @Override
    public void onFailed(Throwable cause) {
        LOG.debug("connecting failed", cause);
        clock.execute(() -> end(Ending.failed("connecting failed")));
    }

    @Override
    public void onFrame(Frame frame) {
        clock.execute(() -> received(frame));
    }

    @Override
    public void onClosed(CloseReason reason) {
        clock.execute(() -> {
            transport = null; // nothing to close any more
            end(Ending.closed(reason));
            gone();
        });
    }

    @Override
    public @Nullable Frame next() {
        return outbox.poll();
    }

    @Override
    public void onFailed(boolean stalled, @Nullable Throwable cause) {
        LOG.debug("sending failed", cause);
        clock.execute(() -> fail(stalled ? "a frame was not sent in time" : "sending failed"));
    }

    private void opened(Transport opened) {
        if (ended) {
            opened.close(CloseReason.of(CloseReason.GOING_AWAY, "connected too late"));
            return;
        }
        connectTimer.cancel();
        transport = opened;
        loop = new SendLoop(opened, this, clock.scheduler());
        exchange.begin();
    }

    @Override
    public void send(ClientMessage message) {
        if (!ended && loop != null) {
            outbox.add(Frame.text(ClientMessageWriter.write(message)));
            loop.wake();
        }
    }

    private void received(Frame frame) {
        if (!ended) {
            exchange.received(frame);
        }
    }

    @Override
    public void onAccepted(String connectionId) {
        owner.onAccepted(connectionId);
    }

    @Override
    public void onReconnect(Duration delay) {
        announced = true;
        comeAgainAt = clock.now() + delay.toNanos();
        comeAgain.cancel();
        comeAgain = clock.after(delay, () -> fail("reconnecting as the server asked")); // reads until then
    }

    @Override
    public void fail(String text) {
        end(Ending.failed(text));
    }

    private void end(Ending ending) {
        if (ended) {
            return;
        }
        leave(CloseReason.of(CloseReason.GOING_AWAY, ending.reason().text()));
        Duration left = Duration.ofNanos(Math.max(0, comeAgainAt - clock.now()));
        owner.onEnded(announced ? ending.announced(left) : ending, exchange.worth());
    }

    private void leave(CloseReason reason) {
        ended = true;
        connectTimer.cancel();
        comeAgain.cancel();
        exchange.close();
        if (attempt != null) {
            attempt.cancel();
        }
        if (loop != null) {
            loop.close();
        }
        if (transport != null) {
            transport.close(reason);
        }
    }
}
