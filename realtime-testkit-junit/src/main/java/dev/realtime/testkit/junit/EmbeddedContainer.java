package dev.realtime.testkit.junit;

import jakarta.servlet.ServletContext;

/** The containers that a {@link RealtimeServerExtension} can start; each needs its jars on the class path of the test. */
public enum EmbeddedContainer {
    /** {@code tomcat-embed-core} and {@code tomcat-embed-websocket}. */
    TOMCAT("org.apache.tomcat.websocket.server.WsSci") {
        @Override
        Running start(Application application) throws Exception {
            return TomcatContainer.start(application);
        }
    },
    /** {@code jetty-ee11-websocket-jakarta-server}. */
    JETTY("org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer") {
        @Override
        Running start(Application application) throws Exception {
            return JettyContainer.start(application);
        }
    };

    /** What an application does when it starts. */
    @FunctionalInterface
    interface Application {
        void onStart(ServletContext context) throws Exception;

        /** The same where nothing checked may be thrown. */
        default void begin(ServletContext context) {
            try {
                onStart(context);
            } catch (Exception e) {
                throw new IllegalStateException("the application did not start", e);
            }
        }
    }

    /** A container that runs. */
    interface Running {
        int port();

        void stop() throws Exception;
    }

    private final String type;

    EmbeddedContainer(String type) {
        this.type = type;
    }

    /** Starts on a free port of the loopback. */
    abstract Running start(Application application) throws Exception;

    private boolean isOnClassPath() {
        try {
            Class.forName(type, false, EmbeddedContainer.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** The first one that is there. */
    static EmbeddedContainer onClassPath() {
        for (EmbeddedContainer container : values()) {
            if (container.isOnClassPath()) {
                return container;
            }
        }
        throw new IllegalStateException(
                "no container on the class path: add tomcat-embed-websocket or jetty-ee11-websocket-jakarta-server in scope test");
    }
}
