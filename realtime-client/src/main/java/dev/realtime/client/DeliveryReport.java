package dev.realtime.client;

import dev.realtime.core.Position;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the server how far the handlers have come on one connection (protocol rule P6, F1.20): behind each pong, or in an interval;
 * only where something moved. On the client's queue.
 */
final class DeliveryReport {
    private final QueueClock clock;
    private final Subscriptions subscriptions;
    private final @Nullable Duration interval;
    private final Consumer<ClientMessage> sender;
    private Scheduler.Timer timer = Scheduler.Timer.NONE;
    private boolean waiting; // for the end of the interval
    private long due; // nanoTime; its end

    DeliveryReport(QueueClock clock, Lasting lasting, Consumer<ClientMessage> sender) {
        this.clock = clock;
        this.subscriptions = lasting.subscriptions();
        this.interval = lasting.reportInterval();
        this.sender = sender;
    }

    /** A pong was sent. */
    void onPong() {
        if (interval == null) {
            report();
        }
    }

    /**
     * A position moved. The interval begins with the first move, so that a quiet client keeps no timer. The timer comes behind
     * everything that waits for a slow handler, so the moves themselves look at the time.
     */
    void onMoved() {
        if (interval == null) {
            return;
        }
        if (!waiting) {
            waiting = true;
            due = clock.now() + interval.toNanos();
            timer = clock.after(interval, this::intervalEnded);
        } else if (clock.now() - due >= 0) {
            timer.cancel();
            intervalEnded();
        }
    }

    private void intervalEnded() {
        waiting = false;
        report();
    }

    private void report() {
        Map<String, Position> moved = subscriptions.takeUnreported();
        if (!moved.isEmpty()) {
            sender.accept(new ClientMessage.Delivered(moved));
        }
    }

    /** The connection has ended. */
    void close() {
        timer.cancel();
    }
}
