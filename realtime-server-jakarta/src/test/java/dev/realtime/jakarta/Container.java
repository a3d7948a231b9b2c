package dev.realtime.jakarta;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.net.URI;

/** An embedded container on the loopback. */
public interface Container {
    /** The containers that the contract is tested on. */
    enum Kind {
        TOMCAT {
            @Override
            Container start(int port, Setup before, Setup after) throws Exception {
                return new TomcatContainer(port, before, after);
            }
        },
        JETTY {
            @Override
            Container start(int port, Setup before, Setup after) throws Exception {
                return new JettyContainer(port, before, after);
            }
        };

        private static final int ANY_PORT = 0;

        /** Starts with the library installed as an application does it. */
        public Container start(Setup setup) throws Exception {
            return startAt(ANY_PORT, setup);
        }

        /** The same at a port of the caller's, for a server that comes back. */
        public Container startAt(int port, Setup setup) throws Exception {
            return start(port, Setup.NONE, setup);
        }

        /** Starts with initializers that run before and after the container's own for WebSockets. */
        Container start(Setup before, Setup after) throws Exception {
            return start(ANY_PORT, before, after);
        }

        abstract Container start(int port, Setup before, Setup after) throws Exception;
    }

    /** What an application does when it starts. */
    @FunctionalInterface
    interface Setup {
        Setup NONE = context -> {};

        void run(ServletContext context) throws Exception;

        default ServletContainerInitializer asInitializer() {
            return (classes, context) -> {
                try {
                    run(context);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            };
        }
    }

    int port();

    /** How many WebSocket sessions the container keeps. */
    int sessions();

    /** How many TCP connections the container keeps. */
    int tcpConnections();

    ServletContext context();

    void stop() throws Exception;

    default URI stream() {
        return URI.create("ws://localhost:" + port() + RealtimeEndpoint.STREAM_PATH);
    }
}
