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
 * The services of a client: judges what the server says of them and hands over what is new (protocol rules P7, P10, P11, P14).
 * Outlives connections. On the client's queue, but for {@link #positions}.
 */
final class Subscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(RealtimeClient.class);

    private final Map<String, ChannelCursor> cursors;
    private final Application application;
    private final Counters counters;
    private final Delays delays;
    private final QueueClock clock;
    private final SeenEvents seen = new SeenEvents();

    Subscriptions(Map<String, ChannelCursor> cursors, Application application, Delays delays, QueueClock clock) {
        this.cursors = cursors;
        this.application = application;
        this.counters = application.counters();
        this.delays = delays;
        this.clock = clock;
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

    /** The connection belongs to this org. */
    void useOrg(ServerMessage.@Nullable Owner identity) {
        seen.useOrg(identity == null ? "" : identity.org());
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
        cursor.started();
        Position position = start.position();
        if (position == null || start.resumed() == Resumed.GAP) {
            return; // a gap follows and sets the position
        }
        if (cursor.isStartingOver()) {
            application.gap(new Gap(cursor.service(), GapReason.TRANSIT, cursor.position(), position, null));
        }
        cursor.moveTo(position);
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
        int before = cursor.refused();
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
        return message instanceof ServerMessage.Gap gap && onGap(cursor, gap);
    }

    private boolean onRange(ChannelCursor cursor, ServerMessage.Range range, Subscribing subscribing) {
        return switch (cursor.judge(range)) {
            case TAKE -> take(cursor, range);
            case DUPLICATE -> {
                counters.duplicates.addAndGet(count(range.entries()));
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
        List<ServerMessage.Entry> fresh = cursor.above(range);
        counters.duplicates.addAndGet(count(range.entries()) - count(fresh));
        for (ServerMessage.Entry entry : fresh) {
            deliver(cursor.service(), entry, new Position(range.epoch(), entry.seq()));
        }
        Position end = new Position(range.epoch(), range.seq());
        cursor.moveTo(end);
        return !end.equals(before);
    }

    private static long count(List<ServerMessage.Entry> entries) {
        return entries.stream().mapToLong(entry -> entry.events().size()).sum();
    }

    private void deliver(String service, ServerMessage.Entry entry, Position position) {
        int index = 0;
        for (ServerMessage.EventData event : entry.events()) {
            if (!seen.add(service, event, position, index++, clock.now())) {
                counters.duplicates.incrementAndGet();
                continue;
            }
            LOG.atDebug()
                    .addKeyValue("service", service)
                    .addKeyValue("position", position)
                    .log("dispatched");
            application.event(new ReceivedEvent(
                    service,
                    position,
                    entry.timestamp(),
                    entry.tags(),
                    event.type(),
                    event.id(),
                    event.entity(),
                    event.data()));
        }
    }

    private boolean onGap(ChannelCursor cursor, ServerMessage.Gap gap) {
        if (!cursor.isSubscribed()) {
            return false;
        }
        Position position = new Position(gap.epoch(), gap.seq());
        application.gap(told(cursor.position(), gap, position));
        cursor.moveTo(position);
        return true;
    }

    /** The gap as seen from here: what got lost in transit before it is in it too. */
    private static Gap told(@Nullable Position here, ServerMessage.Gap gap, Position position) {
        if (here == null) {
            return new Gap(gap.service(), gap.reason(), gap.after(), position, gap.missed());
        }
        boolean countable = here.epoch().equals(position.epoch()) && here.seq() <= position.seq();
        Long missed = countable ? Long.valueOf(position.seq() - here.seq()) : gap.missed();
        return new Gap(gap.service(), gap.reason(), here, position, missed);
    }

    /** Compares the newest positions with what came (protocol rule P14). */
    void onPing(ServerMessage.Ping ping, Subscribing subscribing) {
        ping.heads().forEach((service, head) -> {
            ChannelCursor cursor = cursors.get(service);
            if (cursor != null && cursor.isBehindAgain(head)) {
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
