package dev.realtime.client;

import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.protocol.Resumed;
import dev.realtime.core.protocol.ServerMessage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of a client: judges what the server says of them and has handed over what is new (protocol rules P7, P10 to P14,
 * P19). Outlives connections. On the client's queue, but for {@link #positions}.
 */
final class Subscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(RealtimeClient.class);

    private final Map<String, ChannelCursor> cursors;
    private final Application application;
    private final Counters counters;
    private final Delays delays;
    private final QueueClock clock;
    private final Dispatcher dispatcher;

    Subscriptions(Map<String, ChannelCursor> cursors, Application application, Delays delays, QueueClock clock) {
        this.cursors = cursors;
        this.application = application;
        this.counters = application.counters();
        this.delays = delays;
        this.clock = clock;
        this.dispatcher = new Dispatcher(application, clock);
    }

    List<ChannelCursor> all() {
        return List.copyOf(cursors.values());
    }

    /** Where each service stands; without those that no server has started yet. Any thread. */
    Map<String, Position> positions() {
        Map<String, Position> positions = new LinkedHashMap<>();
        cursors.forEach((service, cursor) -> {
            Position position = cursor.position();
            if (position != null) {
                positions.put(service, position);
            }
        });
        return positions;
    }

    /** The positions that the server of this connection does not know yet; from now on they count as known. */
    Map<String, Position> takeUnreported() {
        Map<String, Position> moved = new LinkedHashMap<>();
        cursors.forEach((service, cursor) -> {
            Position position = cursor.takeUnreported();
            if (position != null) {
                moved.put(service, position);
            }
        });
        return moved;
    }

    /** The connection belongs to this org. */
    void useOrg(ServerMessage.@Nullable Owner identity) {
        dispatcher.useOrg(identity);
    }

    /** Takes an answer for the services that awaited it. */
    void onAck(ServerMessage.Ack ack, List<ChannelCursor> asked, Subscribing subscribing) {
        for (ChannelCursor cursor : asked) {
            ServerMessage.Start start = ack.positions().get(cursor.service());
            if (start != null) {
                start(cursor, start);
            } else {
                refuse(cursor, refusal(ack, cursor), subscribing);
            }
        }
    }

    private void start(ChannelCursor cursor, ServerMessage.Start start) {
        Position position = start.resumed() == Resumed.GAP ? null : start.position(); // a gap follows, which sets it
        if (position != null) {
            Gap promised = cursor.promised();
            if (cursor.isStartingOver()) {
                tell(cursor, GapReason.TRANSIT, position);
            } else if (promised != null) {
                tell(cursor, promised.reason(), position); // its snapshot does not come, so the application refetches
            }
            cursor.moveTo(position);
        }
        cursor.started(clock.now());
        if (start.resumed() == Resumed.GAP) {
            cursor.expectGap();
        }
    }

    private void tell(ChannelCursor cursor, GapReason reason, Position end) {
        application.gap(new Gap(cursor.service(), reason, cursor.position(), end, null, false));
        cursor.settled();
    }

    private static ServerMessage.Refusal refusal(ServerMessage.Ack ack, ChannelCursor cursor) {
        for (ServerMessage.Refusal refusal : ack.refused()) {
            if (refusal.service().equals(cursor.service())) {
                return refusal;
            }
        }
        return new ServerMessage.Refusal(cursor.service(), ErrorCode.UNAVAILABLE, null); // not a word of it
    }

    /** Takes an {@code error} that answers a request, for the services that awaited it (protocol rule P15). */
    void onFailure(ServerMessage.Failure failure, List<ChannelCursor> asked, Subscribing subscribing) {
        for (ChannelCursor cursor : asked) {
            refuse(cursor, new ServerMessage.Refusal(cursor.service(), failure.code(), null), subscribing);
        }
    }

    private void refuse(ChannelCursor cursor, ServerMessage.Refusal refusal, Subscribing subscribing) {
        int before = cursor.refused(clock.now());
        switch (refusal.code()) {
            case UNAVAILABLE, RATE_LIMITED, INTERNAL -> {
                Long told = refusal.retryAfterMs();
                Duration delay = told == null ? delays.afterFailures(before) : delays.given(Duration.ofMillis(told));
                subscribing.subscribeLater(cursor, delay);
            }
            default -> application.refused(cursor.service(), refusal.code());
        }
    }

    /**
     * Takes a message with a place in a channel.
     *
     * @return whether a position moved
     */
    boolean onMessage(ServerMessage.InChannel message, Subscribing subscribing) {
        ChannelCursor cursor = cursors.get(message.service());
        if (cursor == null) {
            LOG.debug("dropped a message of a service that was not asked for");
            return false;
        }
        if (message instanceof ServerMessage.Range range) {
            return onRange(cursor, range, subscribing);
        }
        if (message instanceof ServerMessage.Gap gap) {
            return onGap(cursor, gap, subscribing);
        }
        return message instanceof ServerMessage.Snapshot snapshot && onSnapshot(cursor, snapshot, subscribing);
    }

    private boolean onRange(ChannelCursor cursor, ServerMessage.Range range, Subscribing subscribing) {
        return switch (cursor.judge(range)) {
            case TAKE -> take(cursor, range);
            case DUPLICATE -> {
                dispatcher.duplicates(range.entries());
                yield false;
            }
            case LOST -> {
                lost(cursor, false, subscribing);
                yield false;
            }
            case DROP -> false;
        };
    }

    private boolean take(ChannelCursor cursor, ServerMessage.Range range) {
        Position before = cursor.position();
        dispatcher.range(range, cursor.above(range));
        Position end = new Position(range.epoch(), range.seq());
        cursor.moveTo(end);
        return !end.equals(before);
    }

    private boolean onGap(ChannelCursor cursor, ServerMessage.Gap gap, Subscribing subscribing) {
        if (!cursor.isSubscribed()) {
            return false;
        }
        boolean snapshot = gap.snapshot() && application.takesSnapshots(cursor.service());
        if (cursor.isSnapshotNext() && !snapshot) {
            lost(cursor, false, subscribing);
            return false;
        }
        Position position = new Position(gap.epoch(), gap.seq());
        Gap told = told(cursor.position(), gap, position, snapshot);
        application.gap(told);
        if (snapshot) {
            cursor.promise(told);
            return false; // the position stays: should the snapshot be cut off, there is still where to ask from
        }
        if (gap.snapshot()) {
            dispatcher.startAgain(cursor.service()); // a snapshot may stand further back
        }
        cursor.settled();
        cursor.moveTo(position);
        return true;
    }

    /** The gap as seen from here: what got lost in transit before it is in it too. */
    private static Gap told(@Nullable Position here, ServerMessage.Gap gap, Position position, boolean snapshot) {
        if (here == null) {
            return new Gap(gap.service(), gap.reason(), gap.after(), position, gap.missed(), snapshot);
        }
        boolean countable = here.epoch().equals(position.epoch()) && here.seq() <= position.seq();
        Long missed = countable ? Long.valueOf(position.seq() - here.seq()) : gap.missed();
        return new Gap(gap.service(), gap.reason(), here, position, missed, snapshot);
    }

    private boolean onSnapshot(ChannelCursor cursor, ServerMessage.Snapshot snapshot, Subscribing subscribing) {
        Position position = new Position(snapshot.epoch(), snapshot.seq());
        return switch (cursor.judge(position)) {
            case TAKE -> {
                take(cursor, new ReceivedSnapshot(cursor.service(), position, snapshot.data()));
                yield true;
            }
            case LOST -> {
                lost(cursor, false, subscribing);
                yield false;
            }
            default -> false;
        };
    }

    private void take(ChannelCursor cursor, ReceivedSnapshot snapshot) {
        Gap promised = cursor.promised();
        if (!application.snapshot(snapshot) && promised != null) {
            tell(cursor, promised.reason(), snapshot.position()); // it is of no use, so the application refetches
        }
        cursor.settled();
        cursor.moveTo(snapshot.position());
        dispatcher.startAgain(cursor.service());
    }

    /** The server ends a subscription by itself (protocol rule P19). */
    void onUnsubscribed(ServerMessage.Unsubscribed message, Subscribing subscribing) {
        ChannelCursor cursor = cursors.get(message.service());
        if (cursor == null || !cursor.isSubscribed()) {
            return; // the answer that is still to come says how it stands
        }
        cursor.ended();
        ErrorCode code = message.revoked() ? ErrorCode.FORBIDDEN : ErrorCode.UNAVAILABLE;
        refuse(cursor, new ServerMessage.Refusal(message.service(), code, null), subscribing);
    }

    /** Compares the newest positions with what came; a service that is not named has been ended (protocol rule P14). */
    void onPing(ServerMessage.Ping ping, Subscribing subscribing) {
        cursors.forEach((service, cursor) -> {
            if (cursor.isBehindAgain(ping.heads().get(service))) {
                lost(cursor, true, subscribing);
            }
        });
    }

    private void lost(ChannelCursor cursor, boolean byPing, Subscribing subscribing) {
        counters.lossesInTransit.incrementAndGet();
        LOG.atInfo()
                .addKeyValue("service", cursor.service())
                .addKeyValue("position", cursor.position())
                .log("a message got lost in transit");
        cursor.lost(clock.now(), byPing);
        subscribing.subscribe(cursor);
    }
}
