package dev.realtime.benchmarks.target;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** Embedded Tomcat. */
final class TomcatServer {
    private static final Logger QUIET = Logger.getLogger("org.apache"); // held, or its level would be collected

    private TomcatServer() {}

    static void start(int port, WebServer.Setup setup) throws Exception {
        QUIET.setLevel(Level.WARNING);
        Path base = Files.createTempDirectory("tomcat");
        base.toFile().deleteOnExit();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        tomcat.setHostname("localhost");
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("maxConnections", Integer.toString(WebServer.CONNECTIONS));
        tomcat.getConnector().setProperty("acceptCount", Integer.toString(WebServer.BACKLOG));
        Context application = tomcat.addContext("", null);
        application.addServletContainerInitializer(
                (classes, context) ->
                        context.addServlet("default", new DefaultServlet()).addMapping("/"),
                null);
        application.addServletContainerInitializer(new WsSci(), null);
        application.addServletContainerInitializer((classes, context) -> setup.runUnchecked(context), null);
        tomcat.start();
        if (!application.getState().isAvailable()) {
            throw new LifecycleException("the application did not start");
        }
    }
}
