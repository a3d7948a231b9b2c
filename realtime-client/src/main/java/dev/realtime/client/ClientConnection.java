package dev.realtime.client;

import dev.realtime.client.connect.Connector;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ClientMessageWriter;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.protocol.Resume;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageReader;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.SendLoop;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from the attempt to its end (protocol sections 1 to 3). Each has its own object, so that what comes late from
 * an earlier one finds it ended. On the client's queue, but for the calls of the connector and the send loop, which go there.
 */
final class ClientConnection implements Connector.Listener, SendLoop.Source {
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
    private static final Duration PROVED_AFTER = Duration.ofSeconds(30);
    private static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

    private final QueueClock clock;
    private final Subscriptions subscriptions;
    private final Function<Resume, ClientMessage.Handshake> handshake;
    private final Counters counters;
    private final Owner owner;
    private final Requests requests;
    private final Silence silence;
    private final Queue<Frame> outbox = new ConcurrentLinkedQueue<>(); // filled on queue, taken by the send loop
    private Connector.@Nullable Attempt attempt; // on queue
    private @Nullable Transport transport; // on queue; from the upgrade on
    private @Nullable SendLoop loop; // on queue
    private Scheduler.Timer connectTimer = Scheduler.Timer.NONE; // on queue
    private ReconnectPlan.Worth worth = ReconnectPlan.Worth.NOTHING; // on queue
    private boolean accepted; // on queue
    private long acceptedAt; // on queue; nanoTime
    private boolean ended; // on queue
    private Runnable onGone = () -> {}; // on queue

    ClientConnection(
            QueueClock clock,
            Subscriptions subscriptions,
            Function<Resume, ClientMessage.Handshake> handshake,
            Counters counters,
            Owner owner) {
        this.clock = clock;
        this.subscriptions = subscriptions;
        this.handshake = handshake;
        this.counters = counters;
        this.owner = owner;
        this.requests = new Requests(clock, this::send, () -> fail("a request was not answered within 15 s"));
        this.silence = new Silence(clock, () -> fail("nothing was received for two heartbeats"));
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
        requests.handshake(subscriptions.all(), handshake);
    }

    private void send(ClientMessage message) {
        if (!ended && loop != null) {
            outbox.add(Frame.text(ClientMessageWriter.write(message)));
            loop.wake();
        }
    }

    private void received(Frame frame) {
        if (ended) {
            return;
        }
        silence.heard();
        try {
            handle(ServerMessageReader.read(FrameCodec.decode(frame, MAX_MESSAGE_BYTES)));
        } catch (ProtocolException e) {
            counters.undecodable.incrementAndGet(); // what it said is missed by its position, or by the next pings
            LOG.atWarn()
                    .addKeyValue("bytes", frame.size())
                    .addKeyValue("code", e.code()) // not the message, which may hold parts of the payload
                    .log("dropped a frame that could not be read");
        }
        requests.flush();
    }

    private void handle(ServerMessage message) {
        if (message instanceof ServerMessage.InChannel inChannel) {
            if (subscriptions.onMessage(inChannel, requests)) {
                worth = ReconnectPlan.Worth.PROGRESS;
            }
        } else if (message instanceof ServerMessage.Ping ping) {
            onPing(ping);
        } else if (message instanceof ServerMessage.Ack ack) {
            onAck(ack);
        } else if (message instanceof ServerMessage.Failure failure) {
            onFailure(failure);
        } else {
            LOG.debug("ignored {}", message);
        }
    }

    private void onPing(ServerMessage.Ping ping) {
        send(new ClientMessage.Pong());
        if (accepted && worth == ReconnectPlan.Worth.NOTHING) {
            worth = ReconnectPlan.Worth.PROVED;
        }
        subscriptions.onPing(ping, requests);
    }

    private void onAck(ServerMessage.Ack ack) {
        List<ChannelCursor> asked = requests.answered(ack.id() == null ? Requests.HANDSHAKE : ack.id());
        if (asked == null) {
            LOG.debug("ignored an answer to no request");
            return;
        }
        if (ack.id() == null) {
            accepted(ack);
        }
        subscriptions.onAck(ack, asked, requests);
        if (ack.id() == null) {
            owner.onAccepted(ack.connectionId()); // last: who hears of it finds the positions set
        }
    }

    private void accepted(ServerMessage.Ack ack) {
        accepted = true;
        acceptedAt = clock.now();
        subscriptions.useOrg(ack.identity());
        silence.watch(ack.heartbeatMs());
    }

    private void onFailure(ServerMessage.Failure failure) {
        LOG.atWarn().addKeyValue("code", failure.code()).log("the server reports an error");
        List<ChannelCursor> asked = failure.id() == null ? null : requests.answered(failure.id());
        if (asked != null) {
            subscriptions.onFailure(failure, asked, requests);
        }
    }

    private void fail(String text) {
        end(Ending.failed(text));
    }

    private void end(Ending ending) {
        if (ended) {
            return;
        }
        leave(CloseReason.of(CloseReason.GOING_AWAY, ending.reason().text()));
        boolean lasted = accepted && clock.now() - acceptedAt >= PROVED_AFTER.toNanos();
        boolean proved = worth == ReconnectPlan.Worth.NOTHING && lasted;
        owner.onEnded(ending, proved ? ReconnectPlan.Worth.PROVED : worth);
    }

    private void leave(CloseReason reason) {
        ended = true;
        connectTimer.cancel();
        silence.stop();
        requests.close();
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
