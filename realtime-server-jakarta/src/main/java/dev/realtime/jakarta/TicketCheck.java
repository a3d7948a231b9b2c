package dev.realtime.jakarta;

import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hands the ticket of an admitted request over to its endpoint, and refuses who comes without one. Containers call it on the
 * thread that called {@code upgradeHttpToWebSocket}, so a thread-local is the way there. All methods are overridden: what is
 * inherited looks for a container's own by {@code ServiceLoader}, and may find another's. Thread-safe.
 */
final class TicketCheck extends ServerEndpointConfig.Configurator {
    private static final String PROPERTY = Ticket.class.getName();
    private static final ThreadLocal<@Nullable Ticket> CURRENT = new ThreadLocal<>();

    static void present(Ticket ticket) {
        CURRENT.set(ticket);
    }

    static void withdraw() {
        CURRENT.remove();
    }

    /** Takes the ticket that a connection was made with out of its properties, where it would stay. */
    static Ticket take(Session session, EndpointConfig config) {
        Object ticket = config.getUserProperties().remove(PROPERTY);
        session.getUserProperties().remove(PROPERTY); // Tomcat's are a copy
        return (Ticket) Objects.requireNonNull(ticket, "no ticket");
    }

    /** Refuses a direct hit on the internal path. The origin itself has been checked by then. */
    @Override
    public boolean checkOrigin(String originHeaderValue) {
        return CURRENT.get() != null;
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        Ticket ticket = CURRENT.get();
        if (ticket == null) {
            throw new IllegalStateException("not by way of " + RealtimeEndpoint.STREAM_PATH);
        }
        ticket.used().set(true);
        config.getUserProperties().put(PROPERTY, ticket); // of this connection only, since WebSocket 2.1
    }

    /** What the server chose, never the entry with a token; empty for none, since containers differ about null. */
    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        Ticket ticket = CURRENT.get();
        String chosen = ticket == null ? null : ticket.admitted().subprotocol();
        return Objects.requireNonNullElse(chosen, "");
    }

    /** None: permessage-deflate costs 100 KB a connection, and what is compressed for one cannot be shared (rule P17). */
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return List.of();
    }

    @Override
    public <T> T getEndpointInstance(Class<T> endpointClass) {
        return endpointClass.cast(new StreamEndpoint());
    }
}
