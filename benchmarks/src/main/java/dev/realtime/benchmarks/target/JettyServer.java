package dev.realtime.benchmarks.target;

import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Embedded Jetty. */
final class JettyServer {
    private JettyServer() {}

    static void start(int port, WebServer.Setup setup) throws Exception {
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setAcceptQueueSize(WebServer.BACKLOG);
        jetty.addConnector(connector);
        ServletContextHandler application = new ServletContextHandler("/");
        jetty.setHandler(application);
        JakartaWebSocketServletContainerInitializer.configure(application, null);
        application.addServletContainerInitializer((classes, context) -> setup.runUnchecked(context));
        jetty.start();
    }
}
