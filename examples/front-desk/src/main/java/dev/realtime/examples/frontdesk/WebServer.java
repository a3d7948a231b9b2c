package dev.realtime.examples.frontdesk;

import dev.realtime.core.server.RealtimeServer;
import dev.realtime.jakarta.RealtimeEndpoint;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.websocket.server.WsSci;

/** Tomcat, embedded, on the loopback interface only. */
final class WebServer implements AutoCloseable {
    private final Tomcat tomcat = new Tomcat();
    private final Path directory;
    private final Runnable afterwards;

    private WebServer(Path directory, Runnable afterwards) {
        this.directory = directory;
        this.afterwards = afterwards;
    }

    /** Starts it with page, API and realtime endpoint; runs the last argument after the stop, or when the start fails. */
    static WebServer start(int port, RealtimeServer realtime, Api api, Runnable afterwards) throws IOException {
        WebServer web = new WebServer(Files.createTempDirectory("front-desk"), afterwards);
        try {
            web.configure(port, realtime, api);
            web.tomcat.start();
            return web;
        } catch (LifecycleException e) {
            web.close();
            realtime.close();
            throw new IOException("port " + port + ": " + rootCause(e), e);
        }
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        for (Throwable next = cause; next != null; next = next.getCause()) {
            cause = next;
        }
        return cause instanceof BindException ? "in use" : cause.toString();
    }

    private void configure(int port, RealtimeServer realtime, Api api) {
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setThrowOnFailure(true);
        tomcat.setConnector(connector);
        tomcat.getHost().getPipeline().addValve(terseErrors());

        StandardContext context = (StandardContext) tomcat.addContext("", directory.toString());
        // It is never redeployed, so Tomcat need not look for what an earlier deployment left, nor warn that it cannot.
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        // Under Maven the application is not on the system class path.
        context.setParentClassLoader(FrontDesk.class.getClassLoader());
        // Called in this order: the first one makes the container that the second one needs.
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer(
                (classes, servlets) -> RealtimeEndpoint.install(servlets, realtime), null);
        Tomcat.addServlet(context, "page", new Page())
                .addMapping("/"); // the default servlet: the WebSocket filter needs one behind it
        Wrapper apiServlet = Tomcat.addServlet(context, "api", api);
        Api.PATHS.forEach(apiServlet::addMapping);
    }

    private static ErrorReportValve terseErrors() {
        ErrorReportValve valve = new ErrorReportValve();
        valve.setShowReport(false);
        valve.setShowServerInfo(false);
        return valve;
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            System.err.println("Tomcat did not stop: " + e.getMessage());
        }
        delete();
        afterwards.run();
    }

    private void delete() {
        System.clearProperty("catalina.home"); // or the next Tomcat in this JVM would make the directory again
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("Left behind: " + directory + " (" + e.getMessage() + ")");
        }
    }
}
