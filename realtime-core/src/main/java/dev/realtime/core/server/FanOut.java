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
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Announces a channel's log to its audience, round by round, and gives all who stand in the same place the same range. Nobody is
 * sent what has not been announced: so those who were free in a round get one frame. Thread-safe, without a lock of its own.
 */
final class FanOut implements Rounds.Round {
    /**
     * What all channels share.
     *
     * @param threads how many may go round in one channel at the same time
     */
    record Means(Scheduler scheduler, Counters counters, Replays replays, Duration heartbeat, int threads) {}

    private static final int RANGES_A_ROUND = 8;
    private static final AtomicIntegerFieldUpdater<FanOut> WITHHOLDING =
            AtomicIntegerFieldUpdater.newUpdater(FanOut.class, "withholding");
    private static final Duration LONGEST_PACE = Duration.ofMillis(50);

    private final ChannelFeed feed;
    private final ChannelOptions options;
    private final Means means;
    private final Counters.OfService counters;
    private final Audience audience = new Audience();
    private final RangeCache ranges;
    private final Rounds rounds;
    private final AtomicInteger awaited = new AtomicInteger(); // connections, before more is announced
    private volatile long pacedUntil; // nanoTime
    private volatile int withholding; // 1 when somebody has to be told of a withheld range; set by WITHHOLDING
    private volatile @Nullable Position opened; // the head when the channel opened; for the log only
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
        this.ranges = new RangeCache(means.scheduler());
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

    /** A range goes out on a connection that had missed so many of its publications. */
    void sent(SharedRange range, int missed, Frame frame) {
        counters.sent(range, missed, FrameCodec.isGzip(frame), means.scheduler().nanoTime());
    }

    /** A message that is no range goes out on a connection. */
    void sent(Frame frame) {
        counters.sent(FrameCodec.isGzip(frame));
    }

    /** The log has been opened, perhaps again: what came while it was closed has not been announced, so nothing holds it back. */
    void opened(Position head) {
        opened = head;
        announced = null;
    }

    /** There is more in the log. Carries no data, may be merged, may come from any thread. */
    void signal() {
        if (since == 0) {
            since = means.scheduler().nanoTime();
        }
        rounds.signal();
    }

    @Override
    public void run(Rounds.Over over) {
        ChannelLog log = feed.openLog();
        if (log == null || isPaced()) {
            over.after(0, 0, 1);
            return;
        }
        announcedSince = since;
        since = 0; // before the head is looked at: what comes after it has its own round
        Position before = announced;
        Position head = log.head().position();
        if (before != null) {
            head = upTo(log, before, head);
        }
        announced = head;
        tell(log, before, head, over);
    }

    /** Tells everybody, a large audience on several threads. */
    private void tell(ChannelLog log, @Nullable Position before, Position head, Rounds.Over over) {
        List<Subscription> all = audience.all();
        ranges.beginRound();
        Tour<Subscription> tour = new Tour<>(all, Subscription::signal, threads -> {
            ranges.endRound();
            Position from = before == null ? opened : before;
            if (from != null && Broadcast.isWanted()) {
                Broadcast.tell(feed.channel(), log, new Broadcast.Stretch(from, head), all.size());
            }
            over.after(count(before, head), all.size(), threads);
        });
        tour.begin(means.scheduler(), means.threads());
    }

    private static long count(@Nullable Position before, Position head) {
        return before != null && before.epoch().equals(head.epoch()) ? head.seq() - before.seq() : 1;
    }

    /** Some ranges at a time, so that all connections send the same ones at about the same time; the rest has its own round. */
    private Position upTo(ChannelLog log, Position before, Position head) {
        Position end = before;
        for (int i = 0; i < RANGES_A_ROUND; i++) {
            if (head.seq() - end.seq() <= 1
                    || !(log.after(end, ReplayBuffer.MAX_RANGE_COUNT, head) instanceof Slice.Found found)) {
                return head;
            }
            end = found.range().end();
        }
        if (!end.equals(head)) {
            pace();
        }
        return end;
    }

    /** There is more than a round takes: the rest is announced when three quarters of the connections have got there, or after 50 ms. */
    private void pace() {
        pacedUntil = means.scheduler().nanoTime() + LONGEST_PACE.toNanos();
        awaited.set(Math.max(1, audience.all().size() * 3 / 4));
        means.scheduler().schedule(LONGEST_PACE, rounds::signal);
    }

    private boolean isPaced() {
        return awaited.get() > 0 && means.scheduler().nanoTime() - pacedUntil < 0;
    }

    /** A connection has got all that was announced. */
    void arrived() {
        if (awaited.get() > 0 && awaited.decrementAndGet() == 0) {
            rounds.signal();
        }
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

    /** A heartbeat comes by: what only helps while something goes out is let go of when the channel is quiet. Any thread. */
    void rest() {
        ranges.rest();
        Position here = announced;
        if (here != null) {
            opened = null; // only the first round asks for it
            Cursor known = begun;
            begun = known != null && known.told().equals(here) ? known : null; // else nobody begins there any more
        }
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
        RangeCache.Place place = new RangeCache.Place(cursor, filter);
        SharedRange known = ranges.find(place, upTo);
        if (known != null) {
            return known;
        }
        Slice slice = feed.log().after(cursor.scanned(), ReplayBuffer.MAX_RANGE_COUNT, upTo);
        return slice instanceof Slice.Found found
                ? share(place, found.range(), !found.range().end().equals(upTo))
                : null;
    }

    /** A range that was not read from the node's own log, or that has nothing in it, for all who stand there. */
    SharedRange share(RangeCache.Place place, LogRange log, boolean full) {
        LogRange selected = SharedRange.select(log, place, options.isConflated());
        String service = feed.channel().service();
        SharedFrame frame = new SharedFrame(
                () -> ServerMessageWriter.range(
                        service, selected, means.scheduler().wallClock()),
                means.counters());
        return ranges.share(new SharedRange(selected, frame, full, announcedSince), place);
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
        int quarter = Math.max(1, feed.log().buffer().retainedCount() / 4);
        if (told.seq() / quarter != scanned.seq() / quarter) {
            return true; // before retention moves past what the client knows
        }
        Position mark = tellUpTo;
        return mark != null && mark.epoch().equals(told.epoch()) && told.seq() < mark.seq();
    }

    /** Something is withheld: has it told within half a heartbeat, at the same moment for all. */
    void withheld() {
        if (withholding == 0 && WITHHOLDING.compareAndSet(this, 0, 1)) {
            means.scheduler().schedule(means.heartbeat().dividedBy(2), this::tell);
        }
    }

    private void tell() {
        withholding = 0; // before the mark: who withholds from here on needs another moment
        Position known = announced;
        ChannelLog log = feed.openLog();
        tellUpTo = known == null && log != null ? log.head().position() : known; // no round yet: as in next
        audience.all().forEach(Subscription::signal);
    }
}
