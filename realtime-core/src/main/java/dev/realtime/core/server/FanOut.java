package dev.realtime.core.server;

import dev.realtime.core.Filter;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Slice;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ServerMessageWriter;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.Frame;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Announces a channel's log to its audience, round by round, and gives all who stand in the same place the same range. Nobody is
 * sent what has not been announced: so those who were free in a round get one frame. Thread-safe, without a lock of its own.
 */
final class FanOut implements Rounds.Round {
    /** What all channels share. */
    record Means(Scheduler scheduler, Counters counters, Duration heartbeat, int retainedCount) {}

    private final ChannelFeed feed;
    private final ChannelOptions options;
    private final Means means;
    private final Counters.OfService counters;
    private final Audience audience = new Audience();
    private final RangeCache ranges = new RangeCache();
    private final Rounds rounds;
    private final AtomicBoolean withholding = new AtomicBoolean(); // somebody has to be told of a withheld range
    private volatile @Nullable Cursor begun; // where somebody has begun lately
    private volatile @Nullable Position announced; // null before the first round
    private volatile @Nullable Position tellUpTo; // withheld ranges that begin before it are told
    private volatile long since; // nanoTime of the first signal after the last round began; 0 if there is none
    private volatile long announcedSince; // the same of the last round

    FanOut(ChannelFeed feed, ChannelOptions options, Means means) {
        this.feed = feed;
        this.options = options;
        this.means = means;
        this.counters = means.counters().ofService(feed.channel().service());
        this.rounds = new Rounds(options.batching(), means.scheduler(), this);
    }

    ChannelFeed feed() {
        return feed;
    }

    Scheduler scheduler() {
        return means.scheduler();
    }

    Audience audience() {
        return audience;
    }

    ChannelOptions options() {
        return options;
    }

    /** A range goes out on a connection that missed what has at most that sequence number. */
    void sent(SharedRange range, long missedUpTo, Frame frame) {
        int missed = range.countUpTo(missedUpTo);
        counters.sent(range, missed, FrameCodec.isGzip(frame), means.scheduler().nanoTime());
    }

    /** There is more in the log. Carries no data, may be merged, may come from any thread. */
    void signal() {
        if (since == 0) {
            since = means.scheduler().nanoTime();
        }
        rounds.signal();
    }

    @Override
    public long run() {
        ChannelLog log = feed.openLog();
        if (log == null) {
            return 0;
        }
        announcedSince = since;
        since = 0; // before the head is looked at: what comes after it has its own round
        Position before = announced;
        Position head = log.head().position();
        announced = head;
        ranges.beginRound();
        try {
            audience.all().forEach(Subscription::signal);
        } finally {
            ranges.endRound();
        }
        return before != null && before.epoch().equals(head.epoch()) ? head.seq() - before.seq() : 1;
    }

    @Override
    public long unannounced() {
        ChannelLog log = feed.openLog();
        Position known = announced;
        if (log == null || known == null) {
            return 0;
        }
        Position head = log.head().position();
        return head.epoch().equals(known.epoch()) ? head.seq() - known.seq() : Long.MAX_VALUE;
    }

    /** A cursor for who begins at a position, mostly where others have begun: they share it. */
    Cursor cursorAt(Position position) {
        Cursor known = begun;
        if (known == null || !known.told().equals(position)) {
            known = Cursor.at(position);
            begun = known;
        }
        return known;
    }

    /** Whether nothing after a position has been announced. */
    boolean isAnnounced(Position position) {
        return position.equals(announced);
    }

    /** What follows a cursor and has been announced; null when there is nothing, or when the log does not reach back. */
    @Nullable SharedRange next(Cursor cursor, Filter filter) {
        Position upTo = announced;
        if (upTo == null) {
            upTo = feed.log().head().position();
        }
        SharedRange.Key key = new SharedRange.Key(cursor, upTo, filter);
        SharedRange known = ranges.find(key);
        if (known != null) {
            return known;
        }
        Slice slice = feed.log().after(cursor.scanned(), ReplayBuffer.MAX_RANGE_COUNT, upTo);
        return slice instanceof Slice.Found found ? share(key, found.range()) : null;
    }

    /** A range that was not read from the node's own log, or that has nothing in it, for all who stand there. */
    SharedRange share(SharedRange.Key key, LogRange log) {
        LogRange selected = SharedRange.select(log, key, options.isConflated());
        String service = feed.channel().service();
        SharedFrame frame = new SharedFrame(
                () -> ServerMessageWriter.range(
                        service, selected, means.scheduler().wallClock()),
                means.counters());
        return ranges.share(new SharedRange(selected, frame, announcedSince), key);
    }

    /** Whether nobody can go on from there, as far as this node knows. */
    boolean isOutside(Position cursor) {
        return feed.log().after(cursor, 1, null) instanceof Slice.Outside;
    }

    /** Whether a client has to be told of the range that is withheld from it (protocol rule P14, D5). */
    boolean mustTell(Position told, Position scanned) {
        if (!told.epoch().equals(scanned.epoch())) {
            return true; // at a fork at once
        }
        int quarter = Math.max(1, means.retainedCount() / 4);
        if (told.seq() / quarter != scanned.seq() / quarter) {
            return true; // before retention moves past what the client knows
        }
        Position mark = tellUpTo;
        return mark != null && mark.epoch().equals(told.epoch()) && told.seq() < mark.seq();
    }

    /** Something is withheld: has it told within half a heartbeat, at the same moment for all. */
    void withheld() {
        if (!withholding.get() && withholding.compareAndSet(false, true)) {
            means.scheduler().schedule(means.heartbeat().dividedBy(2), this::tell);
        }
    }

    private void tell() {
        withholding.set(false); // before the mark: who withholds from here on needs another moment
        tellUpTo = announced;
        audience.all().forEach(Subscription::signal);
    }
}
