package dev.realtime.benchmarks.target;

import jakarta.servlet.ServletContext;

/** An embedded container on a port of the loopback, set up for thousands of connections and otherwise as it comes. */
final class WebServer {
    /** The most connections at once. */
    static final int CONNECTIONS = 40_000;

    /** How many connections may wait to be accepted: all clients of a storm come at once. */
    static final int BACKLOG = 4_096;

    private WebServer() {}

    /** What an application does when it starts. */
    @FunctionalInterface
    interface Setup {
        void run(ServletContext context) throws Exception;

        default void runUnchecked(ServletContext context) {
            try {
                run(context);
            } catch (Exception e) {
                throw new IllegalStateException("the application did not start", e);
            }
        }
    }

    /** Starts {@code tomcat} or {@code jetty}. */
    static void start(String container, int port, Setup setup) throws Exception {
        switch (container) {
            case "tomcat" -> TomcatServer.start(port, setup);
            case "jetty" -> JettyServer.start(port, setup);
            default -> throw new IllegalArgumentException("container must be tomcat or jetty but was " + container);
        }
    }
}
