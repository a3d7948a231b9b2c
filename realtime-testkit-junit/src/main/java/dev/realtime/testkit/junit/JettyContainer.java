package dev.realtime.testkit.junit;

import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty. */
record JettyContainer(Server jetty, ServerConnector connector) implements EmbeddedContainer.Running {
    private static final long STOP_MILLIS = 5_000; // without it the sockets are cut before a close frame is out

    static JettyContainer start(EmbeddedContainer.Application application) throws Exception {
        Server jetty = new Server();
        jetty.setStopTimeout(STOP_MILLIS);
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        jetty.addConnector(connector);
        ServletContextHandler handler = new ServletContextHandler("/");
        jetty.setHandler(handler);
        JakartaWebSocketServletContainerInitializer.configure(handler, null);
        handler.addServletContainerInitializer((types, context) -> application.begin(context));
        JettyContainer container = new JettyContainer(jetty, connector);
        try {
            jetty.start();
        } catch (Exception e) {
            container.stop();
            throw e;
        }
        return container;
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void stop() throws Exception {
        jetty.stop();
    }
}
