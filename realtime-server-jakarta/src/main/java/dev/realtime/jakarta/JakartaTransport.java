package dev.realtime.jakarta;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transport over a Jakarta WebSocket session. Containers differ in when a send completes, in what closing blocks, and in whether a
 * connection that is closed goes away; here all are made alike. After its end the session is only touched with care: Tomcat throws
 * from every method. Thread-safe.
 */
final class JakartaTransport implements Transport, MessageParts.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(JakartaTransport.class);

    /** A backstop only; twice what {@code SendLoop} gives the largest frame, a snapshot of 1 MiB. */
    private static final Duration SEND_LIMIT = Duration.ofSeconds(2 * (30 + 128));

    private static final long NO_LIMIT = -1;

    /** How long a peer has for its close frame. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

    /** Something of the session that may fail because it has ended. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** One frame on its way. Completes once, whatever the container does. */
    private final class Sending implements SendHandler {
        private final AtomicReference<@Nullable Completion> completion;

        Sending(Completion completion) {
            this.completion = new AtomicReference<>(completion);
        }

        @Override
        public void onResult(SendResult result) {
            complete(result.isOK() ? null : failure(result.getException()));
        }

        void complete(@Nullable Throwable failure) {
            Completion waiting = completion.getAndSet(null);
            if (waiting == null) {
                return;
            }
            sending = false;
            waiting.onComplete(failure);
            if (failure != null) {
                close(CloseReason.of(CloseReason.INTERNAL_ERROR, "sending failed")); // else Tomcat keeps the session
            }
        }
    }

    private static final AtomicIntegerFieldUpdater<JakartaTransport> CLOSED =
            AtomicIntegerFieldUpdater.newUpdater(JakartaTransport.class, "closed");

    private final Session session;
    private final RemoteEndpoint.Async remote;
    private final Scheduler scheduler;
    private final SerialListener listener = new SerialListener();

    @SuppressWarnings("UnusedVariable") // it is, by CLOSED
    private volatile int closed; // 1 when closed by either end

    private volatile boolean sending; // whether a frame is in flight; one at a time, so it needs no name

    JakartaTransport(Session session, Scheduler scheduler) {
        this.session = session;
        this.remote = session.getAsyncRemote(); // once: Jetty makes it without a lock
        this.scheduler = scheduler;
        remote.setSendTimeout(
                isOf("org.eclipse.jetty.") ? NO_LIMIT : SEND_LIMIT.toMillis()); // Jetty's costs 190 bytes at rest
    }

    private boolean isOf(String container) {
        return session.getClass().getName().startsWith(container);
    }

    /** Begins to receive. */
    void start(Listener newListener) {
        listener.start(newListener);
        MessageParts parts = new MessageParts(scheduler, this);
        session.addMessageHandler(String.class, parts);
        session.addMessageHandler(ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>) parts::onMessage);
    }

    private static Throwable failure(@Nullable Throwable reported) {
        return reported == null ? new IOException("the container gives no reason") : reported;
    }

    @Override
    public void send(Frame frame, Completion completion) {
        Sending handler = new Sending(completion);
        sending = true;
        try {
            if (frame.isText()) {
                remote.sendText(frame.string(), handler);
            } else {
                remote.sendBinary(frame.buffer(), handler);
            }
        } catch (RuntimeException e) {
            handler.complete(e);
        }
    }

    @Override
    public void onFrame(Frame frame) {
        try {
            listener.frame(frame);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a message could not be handled"); // containers differ about what gets out
            close(CloseReason.of(CloseReason.INTERNAL_ERROR, "a message could not be handled"));
        }
    }

    /** The container has ended the session: the peer closed it, or is gone, or the application stops. */
    void onClose(CloseReason reason) {
        boolean first = CLOSED.compareAndSet(this, 0, 1);
        listener.end(reason);
        if (first) {
            letGo(CLOSE_LIMIT); // a peer that says goodbye need not read what is still in flight
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (CLOSED.compareAndSet(this, 0, 1)) {
            scheduler.execute(() -> closeNow(reason)); // Tomcat blocks
        }
    }

    private void closeNow(CloseReason reason) {
        listener.end(reason); // before the container's own word, which may never come
        boolean stalled = sending && reason.code() == CloseReason.STALLED;
        quietly(() -> session.close(new jakarta.websocket.CloseReason(
                CloseCodes.getCloseCode(sendable(reason.code(), sending)), reason.text())));
        letGo(stalled ? Duration.ofMillis(1) : CLOSE_LIMIT);
    }

    /** The code to send: 1000 behind a frame in flight blocks Tomcat for 20 s; 1005, 1006 and 1015 are never sent (RFC 6455, 7.4). */
    private static int sendable(int code, boolean behind) {
        return switch (code) {
            case 1000 -> behind ? CloseReason.GOING_AWAY : code;
            case 1004, 1005, 1006, 1015 -> CloseReason.INTERNAL_ERROR;
            default -> code;
        };
    }

    /**
     * Ends the TCP connection. Jetty and Undertow keep it until the peer has read everything, but for an idle limit. That alone
     * is not enough for a peer that keeps sending; a timer alone would be lost with a scheduler that closes.
     */
    private void letGo(Duration idleLimit) {
        quietly(() -> session.setMaxIdleTimeout(idleLimit.toMillis()));
        scheduler.schedule(CLOSE_LIMIT, () -> quietly(() -> session.setMaxIdleTimeout(1)));
    }

    private static void quietly(Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            LOG.atTrace().setCause(e).log("the session has ended already");
        }
    }
}
