package dev.realtime.core.server;

import dev.realtime.core.Position;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageWriter;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.schedule.SerialQueue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The pings of one connection, with the heads of its channels (protocol rule P14). Confined to the connection's lane. */
final class Heartbeat {
    private final Node node;
    private final Outbound outbound;
    private final SerialQueue lane;
    private final BooleanSupplier isAlive;
    private Scheduler.Timer next = Scheduler.Timer.NONE;
    private boolean stopped;

    /** No pings yet; before each, {@code isAlive} tells whether there is still somebody to ping. */
    Heartbeat(Node node, Outbound outbound, SerialQueue lane, BooleanSupplier isAlive) {
        this.node = node;
        this.outbound = outbound;
        this.lane = lane;
        this.isAlive = isAlive;
    }

    /** Begins after half a heartbeat to a whole one: clients that came together are not pinged together. */
    void start() {
        double spread = 0.5 + node.chance().fraction() / 2;
        schedule(Duration.ofNanos((long) (node.heartbeat().toNanos() * spread)));
    }

    private void schedule(Duration delay) {
        next = node.scheduler().schedule(delay, () -> lane.execute(this::beat));
    }

    private void beat() {
        if (stopped || !isAlive.getAsBoolean()) {
            return;
        }
        Map<String, Position> heads = new LinkedHashMap<>();
        outbound.subscriptions()
                .forEach((service, subscription) ->
                        heads.put(service, subscription.feed().log().head().position()));
        outbound.ping(ServerMessageWriter.ping(
                new ServerMessage.Ping(heads), node.scheduler().wallClock()));
        schedule(node.heartbeat());
    }

    void stop() {
        stopped = true;
        next.cancel();
    }
}
