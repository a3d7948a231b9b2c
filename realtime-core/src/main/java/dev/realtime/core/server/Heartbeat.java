package dev.realtime.core.server;

import dev.realtime.core.Position;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageWriter;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.schedule.SerialQueue;
import dev.realtime.core.transport.CloseReason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pings of one connection, with the heads of its channels (protocol rule P14), and the end of a client that does not answer them
 * (protocol rule P4). Confined to the connection's lane, but for {@link #heard}, {@link #silentNanos} and {@link #run}.
 */
final class Heartbeat implements Runnable {
    /** Whose pings they are. */
    interface Owner {
        SerialQueue lane();

        /** Who is said goodbye to is not pinged. */
        Farewell farewell();
    }

    private final Node node;
    private final Outbound outbound;
    private final Owner owner;
    private volatile long lastHeard; // nanoTime
    private boolean pong; // on lane; whether the client has promised pongs
    private boolean stopped; // on lane
    private Scheduler.Timer next = Scheduler.Timer.NONE; // on lane
    private long due; // on lane; when the next ping should come, nanoTime

    /** No pings yet. */
    Heartbeat(Node node, Outbound outbound, Owner owner) {
        this.node = node;
        this.outbound = outbound;
        this.owner = owner;
        this.lastHeard = node.scheduler().nanoTime();
    }

    /** The client has said something. On any thread. */
    void heard(long now) {
        lastHeard = now;
    }

    /** How long the client has said nothing. On any thread. */
    long silentNanos(long now) {
        return now - lastHeard;
    }

    /** Whether the client will answer the pings. */
    void promise(boolean answers) {
        pong = answers;
    }

    /** Begins after half a heartbeat to a whole one: clients that came together are not pinged together. */
    void start() {
        double spread = 0.5 + node.chance().fraction() / 2;
        schedule(Duration.ofNanos((long) (node.heartbeat().toNanos() * spread)));
    }

    private void schedule(Duration delay) {
        due = node.scheduler().nanoTime() + delay.toNanos();
        next = node.scheduler().schedule(delay, this);
    }

    /** The next ping is due. */
    @Override
    public void run() {
        owner.lane().execute(this::beat);
    }

    private void beat() {
        if (stopped) {
            return;
        }
        judge(node.scheduler().nanoTime());
        if (owner.farewell().said() != null) {
            return;
        }
        Map<String, Position> heads = new LinkedHashMap<>();
        outbound.subscriptions().forEach((service, subscription) -> heads.put(service, head(subscription.feed())));
        outbound.ping(ServerMessageWriter.ping(
                new ServerMessage.Ping(heads), node.scheduler().wallClock()));
        schedule(node.heartbeat());
    }

    /**
     * Ends a client that is silent for two heartbeats. Silence counts up to when this beat should have come: if it comes later, the
     * server stood still, and what the client said meanwhile may lie unread in its socket. After a heartbeat of that, the client gets
     * a fresh term.
     */
    private void judge(long now) {
        long heartbeat = node.heartbeat().toNanos();
        if (now - due > heartbeat) {
            heard(now);
        } else if (pong && silentNanos(due) > 2 * heartbeat) {
            owner.farewell().close(CloseReason.of(CloseReason.STALLED, "no pong for two heartbeats"));
        }
    }

    /** Where a channel stands. It may rest by now: no rounds come by a quiet one, but heartbeats do. */
    private static Position head(ChannelFeed feed) {
        feed.fanOut().rest();
        return feed.log().head().position();
    }

    void stop() {
        stopped = true;
        next.cancel();
        next = Scheduler.Timer.NONE;
    }
}
