package dev.realtime.client;

import dev.realtime.core.Position;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.Resume;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that are not yet answered (protocol rules P6, P10); the handshake counts as the first. On the
 * client's queue.
 */
final class Requests {
    /** The handshake's number here; on the wire it has none. */
    static final long HANDSHAKE = 0;

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
    private static final int MAX_UNANSWERED = 8; // the server ends the connection at more than 16
    private static final long NOT_YET_SENT = Long.MAX_VALUE;

    private record Unanswered(List<ChannelCursor> cursors, Scheduler.Timer timeout) {}

    private final QueueClock clock;
    private final Consumer<ClientMessage> sender;
    private final Runnable onTimeout;
    private final Map<Long, Unanswered> unanswered = new HashMap<>();
    private final Set<ChannelCursor> wanted = new LinkedHashSet<>();
    private final Map<ChannelCursor, Scheduler.Timer> later = new HashMap<>();
    private long lastId = HANDSHAKE;

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

    /** Sends the handshake for these services. */
    void handshake(List<ChannelCursor> cursors, Function<Resume, ClientMessage.Handshake> handshake) {
        send(HANDSHAKE, cursors, handshake.apply(resume(cursors)));
    }

    /** Has a service subscribed anew with the next {@link #flush}; its messages do not count until the answer. */
    void subscribe(ChannelCursor cursor) {
        cursor.await(NOT_YET_SENT);
        wanted.add(cursor);
    }

    /** Has a service subscribed after a delay. */
    void subscribeLater(ChannelCursor cursor, Duration delay) {
        later.put(cursor, clock.after(delay, () -> {
            later.remove(cursor);
            subscribe(cursor);
            flush();
        }));
    }

    /** Sends what is wanted as one request, unless too many are unanswered: then with the next answer. */
    void flush() {
        if (wanted.isEmpty() || unanswered.size() >= MAX_UNANSWERED) {
            return;
        }
        List<ChannelCursor> cursors = List.copyOf(wanted);
        wanted.clear();
        long id = ++lastId;
        List<String> services = cursors.stream().map(ChannelCursor::service).toList();
        send(id, cursors, new ClientMessage.Subscribe(id, services, resume(cursors)));
    }

    private void send(long id, List<ChannelCursor> cursors, ClientMessage message) {
        cursors.forEach(cursor -> cursor.await(id));
        unanswered.put(id, new Unanswered(cursors, clock.after(ANSWER_TIMEOUT, onTimeout)));
        sender.accept(message);
    }

    /**
     * Takes an answer.
     *
     * @param id the request's number, {@link #HANDSHAKE} for the handshake
     * @return the services that now await nothing, or null for a request that nobody knows or that is answered already
     */
    @Nullable List<ChannelCursor> answered(long id) {
        Unanswered request = unanswered.remove(id);
        if (request == null) {
            return null;
        }
        request.timeout().cancel();
        List<ChannelCursor> free = new ArrayList<>();
        for (ChannelCursor cursor : request.cursors()) {
            if (cursor.isAnsweredBy(id)) {
                free.add(cursor);
            }
        }
        return free;
    }

    /** The connection has ended: nobody waits any more. */
    void close() {
        unanswered.values().forEach(request -> request.timeout().cancel());
        later.values().forEach(Scheduler.Timer::cancel);
        unanswered.clear();
        later.clear();
        wanted.clear();
    }

    private static Resume resume(List<ChannelCursor> cursors) {
        Map<String, Position> positions = new LinkedHashMap<>();
        for (ChannelCursor cursor : cursors) {
            Position position = cursor.resumeFrom();
            if (position != null) {
                positions.put(cursor.service(), position);
            }
        }
        return Resume.at(positions);
    }
}
