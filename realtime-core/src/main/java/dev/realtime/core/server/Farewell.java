package dev.realtime.core.server;

import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageWriter;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** How this end of a connection says goodbye: whoever is first decides. Thread-safe. */
final class Farewell {
    private static final Duration LAST_WORD_LIMIT = Duration.ofSeconds(5); // it may not be read

    private static final AtomicReferenceFieldUpdater<Farewell, @Nullable CloseReason> SAID =
            AtomicReferenceFieldUpdater.newUpdater(Farewell.class, CloseReason.class, "said");

    private final Node node;
    private final Transport transport;
    private final Outbound outbound;
    private volatile @Nullable CloseReason said; // set once, by SAID
    private Scheduler.Timer limit = Scheduler.Timer.NONE; // on the connection's lane; of an announced moment

    Farewell(Node node, Transport transport, Outbound outbound) {
        this.node = node;
        this.transport = transport;
        this.outbound = outbound;
    }

    /** What this end said first, or null. */
    @Nullable CloseReason said() {
        return said;
    }

    /** Closes at once, without a last message. */
    void close(CloseReason reason) {
        SAID.compareAndSet(this, null, reason);
        transport.close(reason);
    }

    /** Says what is wrong, then closes with the code that fits (protocol rule P15). */
    void fail(ErrorCode code, String message) {
        ServerMessage.Failure failure = new ServerMessage.Failure(null, code, message, null);
        CloseReason reason = CloseReason.of(code.closeCode(), message);
        if (finish(ServerMessageWriter.failure(failure, node.scheduler().wallClock()), reason)) {
            node.counters().error();
        }
    }

    /** Says when to come back, then closes (protocol rule P16). */
    void comeBack(long afterMs) {
        finish(reconnect(afterMs), Drain.DRAINED);
    }

    /** Says when to come back; the connection goes on until then, but not beyond a limit. On the connection's lane. */
    void announce(long afterMs, Duration stay) {
        outbound.notice(reconnect(afterMs));
        limit = node.scheduler().schedule(stay, () -> close(Drain.DRAINED));
    }

    /** The connection has ended. On its lane. */
    void ended() {
        limit.cancel(); // minutes away: it would hold the connection
    }

    private byte[] reconnect(long afterMs) {
        return ServerMessageWriter.reconnect(
                new ServerMessage.Reconnect("drain", afterMs), node.scheduler().wallClock());
    }

    private boolean finish(byte[] lastWord, CloseReason reason) {
        if (!SAID.compareAndSet(this, null, reason)) {
            return false;
        }
        outbound.finish(lastWord, reason);
        node.scheduler().schedule(LAST_WORD_LIMIT, () -> transport.close(reason));
        return true;
    }
}
