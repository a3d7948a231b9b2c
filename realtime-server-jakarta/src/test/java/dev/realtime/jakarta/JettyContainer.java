package dev.realtime.jakarta;

import jakarta.servlet.ServletContext;
import jakarta.websocket.WebSocketContainer;
import jakarta.websocket.server.ServerContainer;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.common.JakartaWebSocketContainer;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty. */
final class JettyContainer implements Container {
    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty);
    private final ServletContextHandler application = new ServletContextHandler("/");

    JettyContainer(int port, Setup before, Setup after) throws Exception {
        jetty.setStopTimeout(5_000); // stops with grace: without it the sockets are cut before a close frame is out
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        jetty.addConnector(connector);
        jetty.setHandler(application);
        application.addServletContainerInitializer(before.asInitializer());
        JakartaWebSocketServletContainerInitializer.configure(application, null);
        application.addServletContainerInitializer(after.asInitializer());
        try {
            jetty.start();
        } catch (Exception e) {
            jetty.stop();
            throw e;
        }
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public int sessions() {
        WebSocketContainer container = (WebSocketContainer) context().getAttribute(ServerContainer.class.getName());
        return ((JakartaWebSocketContainer) container).getOpenSessions().size();
    }

    @Override
    public int tcpConnections() {
        return connector.getConnectedEndPoints().size();
    }

    @Override
    public ServletContext context() {
        return application.getServletContext();
    }

    @Override
    public void stop() throws Exception {
        jetty.stop();
    }
}
