package dev.realtime.jakarta;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns HTTP requests into WebSockets, in all containers by the same endpoint configuration: Tyrus takes only one that is
 * registered, the others take any. Thread-safe.
 */
final class Upgrade {
    private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);

    /** Where the endpoint is registered. Nobody can reach it there: {@link TicketCheck} refuses. */
    static final String INTERNAL_PATH = "/v2/realtime/stream/internal";

    private final ServletContext context;
    private final ServerEndpointConfig config = ServerEndpointConfig.Builder.create(StreamEndpoint.class, INTERNAL_PATH)
            .configurator(new TicketCheck())
            .build();
    private final AtomicBoolean registered = new AtomicBoolean();

    Upgrade(ServletContext context) {
        this.context = context;
    }

    /** Registers the endpoint if the container is there already. With Spring Boot it may come later, so requests try again. */
    void register() {
        ServerContainer container = container();
        if (container == null || !registered.compareAndSet(false, true)) {
            return;
        }
        try {
            container.addEndpoint(config);
        } catch (IllegalStateException | UnsupportedOperationException e) {
            LOG.atDebug().setCause(e).log("too late to register: this container has to take the endpoint as it is");
        } catch (DeploymentException e) {
            throw new IllegalStateException("the container refuses the endpoint", e);
        }
    }

    private @Nullable ServerContainer container() {
        return (ServerContainer) context.getAttribute(ServerContainer.class.getName());
    }

    /** Upgrades an admitted request, or answers with a status. The endpoint may open before this returns. */
    void perform(HttpServletRequest request, HttpServletResponse response, Ticket ticket)
            throws IOException, ServletException {
        register();
        ServerContainer container = container();
        if (container == null) {
            refuse(response, "there is no WebSocket container in this application", null);
            return;
        }
        TicketCheck.present(ticket);
        try {
            container.upgradeHttpToWebSocket(request, response, config, Map.of());
        } catch (UnsupportedOperationException e) {
            refuse(response, "this container cannot upgrade from a servlet (Jakarta WebSocket 2.1)", e);
        } catch (DeploymentException e) {
            throw new ServletException(e);
        } finally {
            TicketCheck.withdraw();
        }
        if (!ticket.used().get() && !response.isCommitted() && response.getStatus() == HttpServletResponse.SC_OK) {
            PathServlet.answer(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "not upgraded");
        }
    }

    private static void refuse(HttpServletResponse response, String why, @Nullable Exception cause) throws IOException {
        LOG.atError().setCause(cause).log("cannot serve {}: {}", RealtimeEndpoint.STREAM_PATH, why);
        PathServlet.answer(response, HttpServletResponse.SC_NOT_IMPLEMENTED, "no WebSockets here");
    }
}
