/** Serves real-time channels from a Jakarta WebSocket container. */
module dev.realtime.jakarta {
    requires static transitive org.jspecify;
    requires transitive dev.realtime.core;
    requires org.slf4j;

    // Static: embedded containers bring the same packages in modules of other names.
    requires static transitive jakarta.servlet;
    requires static transitive jakarta.websocket;

    exports dev.realtime.jakarta;

    provides jakarta.servlet.ServletContainerInitializer with
            dev.realtime.jakarta.RealtimeInitializer;
}
