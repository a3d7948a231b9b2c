package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Slice;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageWriter;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.Frame;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection's interest in one channel: a cursor in its log. Live delivery, replay and gap are the same step, taken whenever
 * the connection is free. Thread-safe; its lock is a leaf.
 */
final class Subscription {
    private static final Duration SETTLE_AGAIN = Duration.ofSeconds(1);

    private final ChannelFeed feed;
    private final Outbound outbound;
    private final Scheduler scheduler;

    /** The last position that the client has been told; what follows it is still to come. */
    @GuardedBy("this")
    private Position cursor;

    /** Why the cursor cannot go on, until the client has been told. */
    @GuardedBy("this")
    private @Nullable GapReason lost;

    /** What follows the cursor, read from the broker because the node's own log does not reach back to it. */
    @GuardedBy("this")
    private @Nullable LogRange settled;

    /** Whether the broker is being asked. */
    @GuardedBy("this")
    private boolean settling;

    /** Whether it has been replaced or ended; nothing of it is sent any more. */
    @GuardedBy("this")
    private boolean ended;

    /** Where a subscription begins. */
    record Beginning(Position cursor, @Nullable GapReason lost) {}

    Subscription(ChannelFeed feed, Outbound outbound, Beginning beginning, Scheduler scheduler) {
        this.feed = feed;
        this.outbound = outbound;
        this.cursor = beginning.cursor();
        this.lost = beginning.lost();
        this.scheduler = scheduler;
    }

    ChannelFeed feed() {
        return feed;
    }

    /** Where it stands now. */
    synchronized Beginning here() {
        return new Beginning(cursor, lost);
    }

    synchronized void end() {
        ended = true;
    }

    /** There may be more in the channel. */
    void signal() {
        outbound.ready(this);
    }

    /** Takes one step: the next range or gap as a frame, or null when there is nothing to send now. Called serially. */
    @Nullable Frame next(Encoding encoding) {
        Position from;
        GapReason reason;
        LogRange range;
        synchronized (this) {
            if (ended || settling) {
                return null;
            }
            from = cursor;
            reason = lost;
            range = settled;
        }
        if (reason != null) {
            return gap(from, reason, encoding);
        }
        if (range != null) {
            return range(range, encoding);
        }
        Slice slice = feed.log().after(from, ReplayBuffer.MAX_RANGE_COUNT);
        if (slice instanceof Slice.Found found) {
            return range(found.range(), encoding);
        }
        if (slice instanceof Slice.Outside) {
            settle(from);
        }
        return null;
    }

    private @Nullable Frame range(LogRange range, Encoding encoding) {
        Frame frame = feed.frame(range, encoding);
        if (!advance(range.end())) {
            return null;
        }
        outbound.onDelivered(range.publications().size());
        return frame;
    }

    private @Nullable Frame gap(Position from, GapReason reason, Encoding encoding) {
        Channel channel = feed.channel();
        Position head = feed.log().head().position();
        boolean known = reason != GapReason.UNKNOWN_POSITION;
        boolean countable = known && from.epoch().equals(head.epoch()) && from.seq() <= head.seq();
        ServerMessage.Gap gap = new ServerMessage.Gap(
                channel.service(),
                head.epoch(),
                head.seq(),
                known ? from : null,
                reason,
                countable ? head.seq() - from.seq() : null,
                false);
        if (!advance(head)) {
            return null;
        }
        outbound.onGap(channel, reason);
        return FrameCodec.encode(ServerMessageWriter.gap(gap, scheduler.wallClock()), encoding);
    }

    /** Moves the cursor and has the subscription looked at again, unless it has ended meanwhile. */
    private boolean advance(Position position) {
        synchronized (this) {
            if (ended) {
                return false;
            }
            cursor = position;
            lost = null;
            settled = null;
        }
        outbound.again(this);
        return true;
    }

    /** Asks the broker for what the node's own log does not have. */
    private void settle(Position from) {
        synchronized (this) {
            settling = true;
        }
        feed.log().settle(from).whenComplete((slice, failure) -> {
            synchronized (this) {
                settling = false;
                if (slice instanceof Slice.Outside outside) {
                    lost = afterAck(outside.reason());
                } else if (slice instanceof Slice.Found found) {
                    settled = found.range();
                }
            }
            if (failure != null) {
                scheduler.schedule(SETTLE_AGAIN, this::signal); // the broker is down: the cursor waits
            } else if (!(slice instanceof Slice.AtHead) || !isOutside(from)) {
                signal(); // else the node's log lags behind the truth, and signals when it has caught up
            }
        });
    }

    private boolean isOutside(Position from) {
        return feed.log().after(from, 1) instanceof Slice.Outside;
    }

    /** A cursor that was good when it was acknowledged has been overtaken since. */
    private static GapReason afterAck(GapReason reason) {
        return reason == GapReason.TRIMMED ? GapReason.SLOW_CONSUMER : reason;
    }
}
