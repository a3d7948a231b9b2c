package dev.realtime.client;

import dev.realtime.core.Position;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.Resume;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Asks for services on one connection (protocol rules P4, P6, P10): the handshake, and {@code subscribe}. On the client's queue. */
final class Subscribing {
    private static final int MAX_UNANSWERED = 8; // the server ends the connection at more than 16
    private static final long NOT_YET_SENT = Long.MAX_VALUE;

    private final QueueClock clock;
    private final Requests requests;
    private final Subscriptions subscriptions;
    private final Set<ChannelCursor> wanted = new LinkedHashSet<>();
    private final Map<ChannelCursor, Scheduler.Timer> later = new HashMap<>();

    Subscribing(QueueClock clock, Requests requests, Subscriptions subscriptions) {
        this.clock = clock;
        this.requests = requests;
        this.subscriptions = subscriptions;
    }

    /** Sends the handshake for all services. */
    void handshake(Function<Resume, ClientMessage.Handshake> handshake) {
        List<ChannelCursor> cursors = subscriptions.all();
        send(Requests.HANDSHAKE, cursors, handshake.apply(resume(cursors)));
    }

    /** Has a service subscribed anew with the next {@link #flush}; its messages do not count until the answer. */
    void subscribe(ChannelCursor cursor) {
        cursor.await(NOT_YET_SENT);
        wanted.add(cursor);
    }

    /** Has a service subscribed after a delay. */
    void subscribeLater(ChannelCursor cursor, Duration delay) {
        Scheduler.Timer timer = clock.after(delay, () -> {
            later.remove(cursor);
            subscribe(cursor);
            flush();
        });
        later.merge(cursor, timer, (before, now) -> {
            before.cancel();
            return now;
        });
    }

    /** Sends what is wanted as one request, unless too many are unanswered: then with the next answer. */
    void flush() {
        if (wanted.isEmpty() || requests.count() >= MAX_UNANSWERED) {
            return;
        }
        List<ChannelCursor> cursors = List.copyOf(wanted);
        wanted.clear();
        long id = requests.nextId();
        List<String> services = cursors.stream().map(ChannelCursor::service).toList();
        send(id, cursors, new ClientMessage.Subscribe(id, services, resume(cursors)));
    }

    private void send(long id, List<ChannelCursor> cursors, ClientMessage message) {
        cursors.forEach(cursor -> cursor.await(id));
        requests.send(id, message, new Requests.Answer() {
            @Override
            public void onAck(ServerMessage.Ack ack) {
                subscriptions.onAck(ack, answered(), Subscribing.this);
            }

            @Override
            public void onFailure(ServerMessage.Failure failure) {
                subscriptions.onFailure(failure, answered(), Subscribing.this);
            }

            /** The services that now await nothing. */
            private List<ChannelCursor> answered() {
                return cursors.stream()
                        .filter(cursor -> cursor.isAnsweredBy(id))
                        .toList();
            }
        });
    }

    /** The connection has ended. */
    void close() {
        later.values().forEach(Scheduler.Timer::cancel);
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
