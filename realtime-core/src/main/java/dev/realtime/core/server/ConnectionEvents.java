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
    private static final Logger ACCESS =
            LoggerFactory.getLogger(Access.class); // strangers can make these lines: mute it alone
    private static final int MAX_ORIGIN_LENGTH = 200;

    private final Counters counters;
    private final ServerListener listener;

    ConnectionEvents(Counters counters, ServerListener listener) {
        this.counters = counters;
        this.listener = listener;
    }

    void opened(ConnectionInfo connection, List<String> services) {
        counters.opened();
        log(LOG.atInfo(), connection).addKeyValue("services", services).log("connection opened");
        tell("onConnectionOpened", () -> listener.onConnectionOpened(connection));
    }

    void closed(ConnectionInfo connection, CloseReason reason) {
        counters.closed(reason);
        if (reason.code() == CloseReason.STALLED) { // mostly a network that died, so nothing to be done
            log(LOG.atInfo(), connection).addKeyValue("code", reason.code()).log("slow consumer");
        }
        log(LOG.atInfo(), connection).addKeyValue("code", reason.code()).log("connection closed");
        tell("onConnectionClosed", () -> listener.onConnectionClosed(connection, reason));
    }

    /** A message for one connection was compressed. */
    void compressed() {
        counters.compressedForOne();
    }

    void gap(ConnectionInfo connection, Channel channel, GapReason reason) {
        counters.gap(reason);
        if (reason == GapReason.SLOW_CONSUMER) { // it lives and loses events: retention is too short for it
            log(LOG.atWarn(), connection)
                    .addKeyValue("service", channel.service())
                    .log("slow consumer");
        }
        log(LOG.atInfo(), connection)
                .addKeyValue("service", channel.service())
                .addKeyValue("reason", reason.wireName())
                .log("gap");
        tell("onGap", () -> listener.onGap(connection, channel, reason));
    }

    /** A client has got what it had missed of a channel. */
    void replayed(ConnectionInfo connection, Channel channel, int count) {
        log(LOG.atInfo(), connection)
                .addKeyValue("service", channel.service())
                .addKeyValue("count", count)
                .log("replayed");
    }

    /** An upgrade is refused. */
    void refused(Admission.Refused refused, @Nullable String origin) {
        LoggingEventBuilder line = ACCESS.atInfo().addKeyValue("status", refused.status());
        if (origin != null
                && refused.status() == 403) { // the status of a wrong origin, which operators may want to allow
            line = line.addKeyValue("origin", origin.substring(0, Math.min(origin.length(), MAX_ORIGIN_LENGTH)));
        }
        line.addKeyValue("reason", refused.reason()).log("refused");
    }

    /** A connection ends that was never opened; not a refusal when this end said nothing. */
    void refused(String connection, @Nullable CloseReason said) {
        if (said != null) {
            ACCESS.atInfo()
                    .addKeyValue("connection", connection)
                    .addKeyValue("code", said.code())
                    .addKeyValue("reason", said.text())
                    .log("refused");
        }
    }

    /** A connection makes room for another one of its user. */
    static void evicted(ConnectionInfo connection) {
        log(LOG.atInfo(), connection).log("evicted");
    }

    void fault(String connection, RuntimeException fault) {
        LOG.atError().addKeyValue("connection", connection).setCause(fault).log("a connection failed");
    }

    /** Mostly the network's doing: the close code tells operators enough. */
    void sendingFailed(String connection, @Nullable Throwable cause) {
        LOG.atDebug().addKeyValue("connection", connection).setCause(cause).log("sending failed");
    }

    private static LoggingEventBuilder log(LoggingEventBuilder line, ConnectionInfo connection) {
        return line.addKeyValue("connection", connection.id())
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
