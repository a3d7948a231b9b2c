package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.Filter;
import dev.realtime.core.GapReason;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Slice;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageWriter;
import dev.realtime.core.transport.Frame;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection's interest in one channel: a cursor in its log, and a filter. Live delivery, replay, gap and snapshot are the same
 * step, taken whenever the connection is free. Thread-safe; its lock is a leaf.
 */
final class Subscription {
    private static final Duration SETTLE_AGAIN = Duration.ofSeconds(1);

    private final FanOut fanOut;
    private final Outbound outbound;
    private final Filter filter;
    private final Missed missed;
    private @Nullable SharedRange sending; // on the sending thread; held so that others who stand there find it
    private volatile @Nullable Position delivered; // what the client says that it has processed
    boolean queued; // guarded by the outbound's lock

    @Nullable Subscription nextQueued; // guarded by the outbound's lock; behind this one in its ready queue

    int seat; // guarded by its audience; where it is in there

    @GuardedBy("this")
    private Cursor cursor;

    @GuardedBy("this")
    private @Nullable Detour detour; // null while the cursor goes on in the node's own log

    @GuardedBy("this")
    private boolean asking; // the broker or the snapshot provider

    @GuardedBy("this")
    private boolean ended; // or replaced; nothing of it is sent any more

    Subscription(ChannelFeed feed, Outbound outbound, Beginning beginning, Filter filter) {
        this.fanOut = feed.fanOut();
        this.outbound = outbound;
        this.cursor = fanOut.cursorAt(beginning.position());
        this.detour = Detour.lost(beginning.lost(), beginning.promised());
        this.missed = beginning.missed();
        missed.forgetTurn();
        this.filter = filter;
    }

    ChannelFeed feed() {
        return fanOut.feed();
    }

    String service() {
        return feed().channel().service();
    }

    Priority priority() {
        return fanOut.options().priority();
    }

    synchronized Beginning here() {
        GapReason lost = detour == null ? null : detour.lost;
        return new Beginning(cursor.told(), lost, missed, detour == null ? null : detour.promised());
    }

    /** The client says how far its application has processed; what cannot be true is ignored (protocol rule P6). Called serially. */
    void delivered(@Nullable Position said) {
        Position told = here().position();
        if (said != null && !isBeyond(told, said) && !isBack(said, told)) {
            delivered = said;
        }
    }

    private static boolean isBeyond(Position told, Position said) {
        return !said.epoch().equals(told.epoch()) || said.seq() > told.seq();
    }

    /** Whether the client has said more before. It has to take that back when it was itself told to go back, as by a snapshot. */
    private boolean isBack(Position said, Position told) {
        Position before = delivered;
        return before != null && before.epoch().equals(said.epoch()) && said.seq() < Math.min(before.seq(), told.seq());
    }

    ChannelProgress progress() {
        ChannelLog log = feed().openLog();
        Position here = here().position();
        Position said = delivered;
        boolean ahead = said != null && said.epoch().equals(here.epoch()) && said.seq() > here.seq();
        return new ChannelProgress(log == null ? here : log.head().position(), here, ahead ? here : said);
    }

    synchronized void end() {
        ended = true;
    }

    /** There may be more in the channel. */
    void signal() {
        outbound.ready(this);
    }

    /** Takes one step: the next range, gap or snapshot as a frame, or null when there is nothing to send now. Called serially. */
    @Nullable Frame next(Encoding encoding) {
        Cursor from;
        Detour first;
        synchronized (this) {
            if (ended || asking) {
                return null;
            }
            from = cursor;
            first = detour;
        }
        if (first != null && first.lost != null) {
            return afterLoss(from.told(), first, first.lost, encoding);
        }
        if (missed.isAhead(from.scanned()) && !missed.takeTurn(this)) {
            return null;
        }
        if (first != null && first.settled != null) {
            return range(fanOut.share(new RangeCache.Place(from, filter), first.settled, false), from, encoding);
        }
        return live(from, encoding);
    }

    private @Nullable Frame live(Cursor from, Encoding encoding) {
        if (!fanOut.isAnnounced(from.scanned())) {
            SharedRange range = fanOut.next(from, filter);
            if (range != null) {
                return range(range, from, encoding);
            }
            if (fanOut.isOutside(from.scanned())) {
                settle(from);
                return null;
            }
        } else if (sending != null) {
            sending = null;
            fanOut.arrived();
        }
        return from.isWithholding() ? withheld(from, encoding) : null;
    }

    /** Takes the turn that was asked for. */
    void replay() {
        missed.giveTurn();
        signal();
    }

    private @Nullable Frame range(SharedRange range, Cursor from, Encoding encoding) {
        Cursor end = range.end();
        if (range.isWithheld() && !fanOut.mustTell(from.told(), end.scanned())) {
            advance(new Cursor(from.told(), end.scanned()));
            return null;
        }
        Frame frame = range.frame().encoded(encoding);
        if (!advance(end)) {
            return null;
        }
        sending = range;
        fanOut.sent(range, missed.sent(range), frame);
        return frame;
    }

    /** Nothing follows, but the client does not know how far it was looked. */
    private @Nullable Frame withheld(Cursor from, Encoding encoding) {
        if (!fanOut.mustTell(from.told(), from.scanned())) {
            fanOut.withheld();
            return null;
        }
        LogRange empty = new LogRange(from.scanned(), from.scanned(), List.of());
        return range(fanOut.share(new RangeCache.Place(from, filter), empty, false), from, encoding);
    }

    /** Tells the gap, then the snapshot if the application has one (protocol rules P11, P12). */
    private @Nullable Frame afterLoss(Position told, Detour loss, GapReason reason, Encoding encoding) {
        Snapshots.Taken taken;
        Snapshots provider;
        boolean due;
        synchronized (this) {
            taken = loss.snapshot;
            due = loss.snapshotDue;
            provider = loss.answered ? null : feed().snapshots();
        }
        if (provider != null) {
            ask(provider, loss);
            return null;
        }
        if (taken == null) {
            return gap(told, feed().log().head().position(), reason, false, encoding);
        }
        return due ? snapshot(taken, encoding) : gap(told, taken.position(), reason, true, encoding);
    }

    private void ask(Snapshots provider, Detour loss) {
        synchronized (this) {
            asking = true;
        }
        provider.take().whenComplete((taken, failure) -> {
            synchronized (this) {
                asking = false;
                loss.answered = true;
                loss.snapshot = taken == null ? null : taken.orElse(null);
            }
            signal();
        });
    }

    private @Nullable Frame gap(
            Position told, Position to, GapReason reason, boolean snapshotFollows, Encoding encoding) {
        boolean going = snapshotFollows ? expectSnapshot() : advance(Cursor.at(to));
        if (!going) {
            return null;
        }
        outbound.onGap(feed().channel(), reason);
        ServerMessage.Gap gap = ServerMessage.Gap.between(told, to, reason, service(), snapshotFollows);
        return FrameCodec.encode(ServerMessageWriter.gap(gap, fanOut.scheduler().wallClock()), encoding);
    }

    /** The snapshot comes next; until it has gone out, the client stands where it stood. */
    private boolean expectSnapshot() {
        synchronized (this) {
            if (ended || detour == null) {
                return false;
            }
            detour.snapshotDue = true;
        }
        outbound.again(this);
        return true;
    }

    private @Nullable Frame snapshot(Snapshots.Taken taken, Encoding encoding) {
        Frame frame = taken.frame().encoded(encoding);
        if (!advance(Cursor.at(taken.position()))) {
            return null;
        }
        fanOut.sent(frame);
        return frame;
    }

    /** Moves the cursor and has the subscription looked at again, unless it has ended meanwhile. */
    private boolean advance(Cursor to) {
        synchronized (this) {
            if (ended) {
                return false;
            }
            if (detour != null && detour.lost != null) {
                missed.onGap(to.told());
            }
            cursor = to;
            detour = null;
        }
        outbound.again(this);
        return true;
    }

    /** Asks the broker for what the node's own log does not have. */
    private void settle(Cursor from) {
        synchronized (this) {
            asking = true;
        }
        feed().log().settle(from.scanned()).whenComplete((slice, failure) -> {
            synchronized (this) {
                asking = false;
                if (slice instanceof Slice.Found found) {
                    detour = Detour.settled(found.range());
                } else if (slice instanceof Slice.Outside && from.isWithholding()) {
                    cursor = Cursor.at(from.told()); // looked at what is gone in a fork; what is known need not be
                } else if (slice instanceof Slice.Outside outside) {
                    detour = Detour.lost(afterAck(outside.reason()), null);
                }
            }
            if (failure != null) {
                fanOut.scheduler().schedule(SETTLE_AGAIN, this::signal); // the broker is down: the cursor waits
            } else if (!(slice instanceof Slice.AtHead) || !fanOut.isOutside(from.scanned())) {
                signal(); // else the node's log lags behind the truth, and signals when it has caught up
            }
        });
    }

    /** A cursor that was good when it was acknowledged has been overtaken since. */
    private static GapReason afterAck(GapReason reason) {
        return reason == GapReason.TRIMMED ? GapReason.SLOW_CONSUMER : reason;
    }
}
