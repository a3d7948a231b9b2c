package dev.realtime.client.connect;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Tyrus session as a transport. Tyrus lets go of the connection as soon as it has written its close frame. */
final class TyrusTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(TyrusConnector.class);
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(3);

    private final Session session;
    private final Scheduler scheduler;
    private final Consumer<CloseReason> onClosed;
    private final AtomicBoolean closing = new AtomicBoolean();

    TyrusTransport(Session session, Scheduler scheduler, Consumer<CloseReason> onClosed) {
        this.session = session;
        this.scheduler = scheduler;
        this.onClosed = onClosed;
    }

    @Override
    public void send(Frame frame, Completion completion) {
        AtomicBoolean completed = new AtomicBoolean();
        SendHandler handler = result -> complete(completed, completion, result.isOK() ? null : result.getException());
        try {
            if (frame.isText()) {
                session.getAsyncRemote().sendText(frame.string(), handler);
            } else {
                session.getAsyncRemote().sendBinary(frame.buffer(), handler);
            }
        } catch (RuntimeException e) {
            complete(completed, completion, e);
        }
    }

    private static void complete(AtomicBoolean completed, Completion completion, @Nullable Throwable failure) {
        if (completed.compareAndSet(false, true)) {
            completion.onComplete(failure);
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (closing.compareAndSet(false, true)) {
            scheduler.execute(() -> closeSession(reason));
            scheduler.schedule(CLOSE_GRACE, () -> onClosed.accept(CloseReason.of(CloseReason.ABNORMAL, "")));
        }
    }

    private void closeSession(CloseReason reason) {
        try {
            session.close(new jakarta.websocket.CloseReason(
                    jakarta.websocket.CloseReason.CloseCodes.getCloseCode(reason.code()), reason.text()));
        } catch (IOException | RuntimeException e) {
            LOG.debug("closing a session failed", e); // mostly: it is closed already
        }
    }

    static CloseReason reason(jakarta.websocket.CloseReason reason) {
        int code = reason.getCloseCode().getCode();
        String text = reason.getReasonPhrase();
        return CloseReason.of(code < 1000 || code > 4999 ? CloseReason.ABNORMAL : code, text == null ? "" : text);
    }
}
