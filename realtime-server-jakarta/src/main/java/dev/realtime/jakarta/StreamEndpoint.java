package dev.realtime.jakarta;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection as the container sees it: joins its session to the server. For containers, which make one for each connection;
 * public only because Jetty wants it. Nobody else uses it.
 */
public final class StreamEndpoint extends Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(StreamEndpoint.class);

    /** In chars. Tomcat allocates this much at the first text; parts of larger messages come one by one everywhere. */
    private static final int TEXT_BUFFER = 4 * 1024;

    /** In bytes. Undertow bounds the parts themselves by it; Tomcat allocates it only for who sends binary. */
    private static final int BINARY_BUFFER = MessageParts.MAX_BYTES;

    /** How long Tomcat blocks a thread, and how long it waits for a peer's close frame (20 s and 30 s by default). */
    private static final Map<String, Object> TOMCAT = Map.of(
            "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 2_000L,
            "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", 3_000L);

    private volatile @Nullable JakartaTransport transport; // null until open

    /** For the container. */
    public StreamEndpoint() {}

    /** Joins the session to the server that admitted its request. */
    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Ticket ticket = TicketCheck.take(session, config);
        JakartaTransport opened = transport(session, ticket.server().scheduler());
        transport = opened;
        opened.start(ticket.server().open(opened, ticket.admitted()));
    }

    /** A transport over a session that has just opened, with our limits instead of the container's. */
    static JakartaTransport transport(Session session, Scheduler scheduler) {
        session.setMaxIdleTimeout(0); // Jetty's default is 30 s; the protocol has its own heartbeat (rule P14)
        session.setMaxTextMessageBufferSize(TEXT_BUFFER);
        session.setMaxBinaryMessageBufferSize(BINARY_BUFFER);
        if (session.getClass().getName().startsWith("org.apache.tomcat.")) {
            session.getUserProperties().putAll(TOMCAT);
        }
        return new JakartaTransport(session, scheduler);
    }

    /** Tells the server that the connection has ended, unless the server has ended it. */
    @Override
    public void onClose(Session session, jakarta.websocket.CloseReason reason) {
        JakartaTransport known = transport;
        if (known != null) {
            known.onClose(read(reason));
        }
    }

    /** What the peer said: 1005 for a close frame without a code, 1006 for none. */
    static CloseReason read(jakarta.websocket.@Nullable CloseReason reason) {
        int code = reason == null ? CloseReason.ABNORMAL : reason.getCloseCode().getCode();
        String text = reason == null ? null : reason.getReasonPhrase();
        boolean known = code >= 1000 && code <= 4999;
        return CloseReason.of(known ? code : CloseReason.ABNORMAL, text == null ? "" : text);
    }

    /** Only a hint: what ends a connection comes as a failed send or by {@link #onClose}, and containers differ about both. */
    @Override
    public void onError(Session session, Throwable failure) {
        LOG.atDebug().setCause(failure).log("the container reports an error of a connection");
    }
}
