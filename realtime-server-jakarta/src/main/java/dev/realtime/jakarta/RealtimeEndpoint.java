package dev.realtime.jakarta;

import dev.realtime.core.server.RealtimeServer;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.Objects;

/**
 * Serves a {@link RealtimeServer} from a servlet application: WebSockets at {@code /v2/realtime/stream} (protocol rule P1), the
 * metrics at {@code /v2/realtime/metrics}.
 *
 * <p>Both are servlets, since a WebSocket endpoint alone cannot refuse with 401, 403 or 503, and so that they stand behind the
 * application's filters. The server stays the application's: it closes it.
 */
public final class RealtimeEndpoint {
    static final String STREAM_PATH = "/v2/realtime/stream";
    static final String METRICS_PATH = "/v2/realtime/metrics";

    /** Where the server stands in the servlet context. */
    static final String ATTRIBUTE = RealtimeServer.class.getName();

    private RealtimeEndpoint() {}

    /**
     * Adds the two paths to an application that is about to start: call it from a {@code ServletContextListener} that is declared
     * in web.xml or annotated, a {@code ServletContainerInitializer}, or Spring Boot's {@code ServletContextInitializer}. Where
     * nobody calls it, {@link RealtimeInitializer} does, if the server stands in the context attribute
     * {@code dev.realtime.core.server.RealtimeServer} by then. The same server may be installed again; that does nothing.
     *
     * @param context the application
     * @param server the server
     * @throws IllegalStateException if the application has started, has another server, or has something else at these paths
     * @throws UnsupportedOperationException if called from a listener that may not add servlets
     */
    public static void install(ServletContext context, RealtimeServer server) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(server, "server");
        if (context.getServletRegistration(STREAM_PATH) != null) {
            requireSame(context.getAttribute(ATTRIBUTE), server);
            return;
        }
        Upgrade upgrade = new Upgrade(context);
        serve(context, STREAM_PATH, new PathServlet(new StreamPath(server, upgrade)));
        serve(context, METRICS_PATH, new PathServlet(new MetricsPath(server)));
        upgrade.register();
        context.setAttribute(ATTRIBUTE, server);
    }

    private static void requireSame(Object installed, RealtimeServer server) {
        if (installed != server) {
            throw new IllegalStateException("another RealtimeServer is installed in this application");
        }
    }

    private static void serve(ServletContext context, String path, Servlet servlet) {
        ServletRegistration.Dynamic registration = context.addServlet(path, servlet);
        if (registration == null || !registration.addMapping(path).isEmpty()) {
            throw new IllegalStateException("something else is at " + path);
        }
        registration.setAsyncSupported(true);
    }
}
