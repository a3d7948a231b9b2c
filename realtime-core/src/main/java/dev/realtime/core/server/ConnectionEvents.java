package dev.realtime.core.server;

import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.transport.CloseReason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Counts, logs and tells the application what happens to connections (F7.1, F7.3). No token or payload reaches a log. */
final class ConnectionEvents {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Counters counters;
    private final ServerListener listener;

    ConnectionEvents(Counters counters, ServerListener listener) {
        this.counters = counters;
        this.listener = listener;
    }

    void opened(ConnectionInfo connection, List<String> services) {
        counters.opened();
        log(connection).addKeyValue("services", services).log("connection opened");
        tell("onConnectionOpened", () -> listener.onConnectionOpened(connection));
    }

    void closed(ConnectionInfo connection, CloseReason reason) {
        counters.closed(reason);
        log(connection).addKeyValue("code", reason.code()).log("connection closed");
        tell("onConnectionClosed", () -> listener.onConnectionClosed(connection, reason));
    }

    void gap(ConnectionInfo connection, Channel channel, GapReason reason) {
        counters.gap(reason);
        log(connection)
                .addKeyValue("service", channel.service())
                .addKeyValue("reason", reason.wireName())
                .log("gap");
        tell("onGap", () -> listener.onGap(connection, channel, reason));
    }

    void fault(String connection, RuntimeException fault) {
        LOG.atError().addKeyValue("connection", connection).setCause(fault).log("a connection failed");
    }

    /** Mostly the network's doing: the close code tells operators enough. */
    void sendingFailed(String connection, @Nullable Throwable cause) {
        LOG.atDebug().addKeyValue("connection", connection).setCause(cause).log("sending failed");
    }

    private static LoggingEventBuilder log(ConnectionInfo connection) {
        return LOG.atInfo()
                .addKeyValue("connection", connection.id())
                .addKeyValue("org", connection.identity().org())
                .addKeyValue("user", connection.identity().user());
    }

    private void tell(String what, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            counters.error();
            LOG.atError().addKeyValue("call", what).setCause(e).log("the server listener failed");
        }
    }
}
