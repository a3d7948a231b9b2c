package dev.realtime.client;

import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that are not yet answered (protocol rule P6); the handshake counts as the first. On the
 * client's queue.
 */
final class Requests {
    /** Who waits for an answer; hears exactly one, or none when the connection ends before. */
    interface Answer {
        void onAck(ServerMessage.Ack ack);

        void onFailure(ServerMessage.Failure failure);
    }

    /** The handshake's number here; on the wire it has none, so it is one that no answer can name. */
    static final long HANDSHAKE = Long.MIN_VALUE;

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

    private record Unanswered(Answer answer, Scheduler.Timer timeout) {}

    private final QueueClock clock;
    private final Consumer<ClientMessage> sender;
    private final Runnable onTimeout;
    private final Map<Long, Unanswered> unanswered = new HashMap<>();
    private long lastId;

    /**
     * No requests yet.
     *
     * @param sender sends on the connection
     * @param onTimeout hears that a request was not answered within 15 s
     */
    Requests(QueueClock clock, Consumer<ClientMessage> sender, Runnable onTimeout) {
        this.clock = clock;
        this.sender = sender;
        this.onTimeout = onTimeout;
    }

    /** The number of a new request. */
    long nextId() {
        return ++lastId;
    }

    /** How many are unanswered. */
    int count() {
        return unanswered.size();
    }

    /**
     * Sends a request.
     *
     * @param id its number, from {@link #nextId}, or {@link #HANDSHAKE}
     */
    void send(long id, ClientMessage message, Answer answer) {
        unanswered.put(id, new Unanswered(answer, clock.after(ANSWER_TIMEOUT, onTimeout)));
        sender.accept(message);
    }

    /**
     * Ends the waiting for an answer.
     *
     * @param id the request's number, {@link #HANDSHAKE} for the handshake
     * @return who waits for it, or null for a request that nobody knows or that is answered already
     */
    @Nullable Answer take(long id) {
        Unanswered request = unanswered.remove(id);
        if (request == null) {
            return null;
        }
        request.timeout().cancel();
        return request.answer();
    }

    /** The connection has ended: nobody waits any more. */
    void close() {
        unanswered.values().forEach(request -> request.timeout().cancel());
        unanswered.clear();
    }
}
