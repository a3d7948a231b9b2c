/** The real-time library without a container: channels, cursors, the protocol, the in-memory broker and the server. */
module dev.realtime.core {
    requires static transitive org.jspecify;
    requires static com.google.errorprone.annotations;
    requires transitive com.fasterxml.jackson.databind;
    requires org.slf4j;

    exports dev.realtime.core;
    exports dev.realtime.core.backoff;
    exports dev.realtime.core.broker;
    exports dev.realtime.core.dedup;
    exports dev.realtime.core.protocol;
    exports dev.realtime.core.schedule;
    exports dev.realtime.core.server;
    exports dev.realtime.core.transport;
}
