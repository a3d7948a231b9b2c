package dev.realtime.client.connect;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.schedule.SerialQueue;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt and the connection that comes of it: makes Tyrus' calls, which may overlap, serial. */
final class TyrusAttempt implements Connector.Attempt {
    private static final Logger LOG = LoggerFactory.getLogger(TyrusConnector.class);

    private enum Phase {
        CONNECTING,
        OPEN,
        /** Cancelled, refused, failed or closed: the listener hears nothing more. */
        ENDED
    }

    private final Connector.Listener listener;
    private final Scheduler scheduler;
    private final SerialQueue calls;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CONNECTING);

    TyrusAttempt(Connector.Listener listener, Scheduler scheduler) {
        this.listener = listener;
        this.scheduler = scheduler;
        this.calls = new SerialQueue(scheduler);
    }

    @Override
    public void cancel() {
        phase.compareAndSet(Phase.CONNECTING, Phase.ENDED);
    }

    boolean isCancelled() {
        return phase.get() == Phase.ENDED;
    }

    void refused(int status, @Nullable Duration retryAfter) {
        if (phase.compareAndSet(Phase.CONNECTING, Phase.ENDED)) {
            calls.execute(() -> listener.onRefused(status, retryAfter));
        }
    }

    void failed(Exception cause) {
        if (phase.compareAndSet(Phase.CONNECTING, Phase.ENDED)) {
            calls.execute(() -> listener.onFailed(cause));
        }
    }

    private void opened(Session session) {
        TyrusTransport transport = new TyrusTransport(session, scheduler, this::closed);
        if (phase.compareAndSet(Phase.CONNECTING, Phase.OPEN)) {
            calls.execute(() -> listener.onOpened(transport));
        } else {
            transport.close(CloseReason.of(CloseReason.GOING_AWAY, "connected too late"));
        }
    }

    private void received(Frame frame) {
        if (phase.get() == Phase.OPEN) {
            calls.execute(() -> listener.onFrame(frame));
        }
    }

    private void closed(CloseReason reason) {
        if (phase.compareAndSet(Phase.OPEN, Phase.ENDED)) {
            calls.execute(() -> listener.onClosed(reason));
        }
    }

    Endpoint endpoint() {
        return new Connection();
    }

    /** What Tyrus calls. */
    private final class Connection extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(new MessageHandler.Whole<String>() {
                @Override
                public void onMessage(String text) {
                    received(Frame.text(text));
                }
            });
            session.addMessageHandler(new MessageHandler.Whole<ByteBuffer>() {
                @Override
                public void onMessage(ByteBuffer bytes) {
                    byte[] copy = new byte[bytes.remaining()];
                    bytes.get(copy);
                    received(Frame.binary(copy));
                }
            });
            opened(session);
        }

        @Override
        public void onClose(Session session, jakarta.websocket.CloseReason reason) {
            closed(TyrusTransport.reason(reason));
        }

        @Override
        public void onError(Session session, Throwable failure) {
            LOG.debug("Tyrus reports a failure", failure); // the close that follows tells the listener
        }
    }
}
