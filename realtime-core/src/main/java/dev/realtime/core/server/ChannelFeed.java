package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.Channel;
import dev.realtime.core.Publication;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.schedule.SerialQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A node's local, live view of one channel: its log, its subscriptions, and the one upstream subscription behind them, held while
 * somebody is interested and for a grace period after that (F1.4). Thread-safe; under its lock only tasks and timers are set.
 */
final class ChannelFeed {
    enum State {
        /** Nobody is interested, nothing is held. */
        CLOSED,
        /** Broker feed, log and upstream are being opened. */
        OPENING,
        /** Publications come in. */
        LIVE,
        /** The broker's feed is interrupted; what the log has is still served. */
        STALE,
        /** The last one has left; everything is held for the grace period. */
        LINGER
    }

    private static final Logger LOG = LoggerFactory.getLogger(ChannelFeed.class);
    private static final CompletableFuture<Void> OPEN = CompletableFuture.completedFuture(null); // of all open feeds

    private final Channel channel;
    private final ChannelFeeds feeds;
    private final Scheduler scheduler;
    private final SerialQueue lane; // opening and closing, one after the other
    private final FanOut fanOut;
    private final @Nullable Snapshots snapshots;
    private final Object lock = this; // nobody else locks it, and every channel has one

    @GuardedBy("lock")
    private State state = State.CLOSED;

    @GuardedBy("lock")
    private int interest;

    @GuardedBy("lock")
    private CompletableFuture<Void> opened = OPEN; // another one while it opens

    @GuardedBy("lock")
    private Scheduler.Timer linger = Scheduler.Timer.NONE;

    @GuardedBy("lock")
    private boolean removed; // from the registry: a new feed has to be made

    private Upstream.@Nullable Handle upstream; // on lane
    private volatile @Nullable ChannelLog log; // there before opened completes

    ChannelFeed(Channel channel, ChannelFeeds feeds, Scheduler scheduler) {
        this.channel = channel;
        this.feeds = feeds;
        this.scheduler = scheduler;
        this.lane = new SerialQueue(scheduler);
        ChannelOptions options = feeds.optionsOf(channel);
        this.fanOut = new FanOut(this, options, feeds.means());
        SnapshotProvider provider = options.snapshotProvider();
        this.snapshots = provider == null ? null : new Snapshots(this, provider, feeds.snapshotMeans());
    }

    Channel channel() {
        return channel;
    }

    ChannelLog log() {
        ChannelLog known = log;
        if (known == null) {
            throw new IllegalStateException("the feed of " + channel + " is not open");
        }
        return known;
    }

    /** The log, unless the feed is closed, or is being opened: a timer of before may ask. */
    @Nullable ChannelLog openLog() {
        ChannelLog known = log;
        return known != null && known.known() != null ? known : null;
    }

    SerialQueue lane() {
        return lane;
    }

    /** Adds one interest; gives what completes when the feed is live, or null when a new feed has to be made. */
    @Nullable CompletionStage<Void> retain() {
        synchronized (lock) {
            if (removed) {
                return null;
            }
            interest++;
            if (state == State.LINGER) {
                linger.cancel();
                state = State.LIVE;
            } else if (state == State.CLOSED) {
                state = State.OPENING;
                opened = new CompletableFuture<>();
                lane.execute(this::open);
            }
            return opened;
        }
    }

    /** Takes one interest away. */
    void release() {
        synchronized (lock) {
            interest = Math.max(0, interest - 1); // it is 0 already when the server stops
            if (interest > 0) {
                return;
            }
            if (state == State.LIVE || state == State.STALE) {
                linger();
            }
            removed = state == State.CLOSED;
        }
        feeds.removeIfDone(this);
    }

    @GuardedBy("lock")
    private void linger() {
        state = State.LINGER;
        linger = scheduler.schedule(feeds.grace(), () -> lane.execute(this::closeIfIdle));
    }

    private void open() {
        CompletionStage<ChannelFeed> here = CompletableFuture.completedFuture(this);
        here.thenCompose(feeds::openLog) // so that a broker that throws is a failed stage, too
                .thenRunAsync(this::openUpstream, lane::execute)
                .whenCompleteAsync((nothing, failure) -> onOpened(failure), lane::execute);
    }

    private void openUpstream() {
        synchronized (lock) {
            if (state != State.OPENING) {
                throw new CancellationException("the server has been closed meanwhile");
            }
        }
        upstream = feeds.openUpstream(channel);
    }

    /** Sets the log, before it opens: publications that come meanwhile must reach it. */
    void follow(ChannelLog made) {
        log = made;
    }

    void onPublication(Publication publication) {
        ChannelLog known = log;
        if (known != null) {
            known.onPublication(publication);
        }
    }

    private void onOpened(@Nullable Throwable failure) {
        CompletableFuture<Void> waiting;
        synchronized (lock) {
            waiting = opened;
            if (state != State.OPENING) {
                return; // the server has been closed meanwhile, and everything with it
            }
            state = failure == null ? State.LIVE : State.CLOSED;
            if (failure == null && interest == 0) {
                linger();
            }
        }
        if (failure == null) {
            log(LOG.atInfo()).log("upstream opened");
            fanOut.opened(log().head().position());
            waiting.complete(null);
            onOpen(waiting);
        } else {
            log(LOG.atWarn()).setCause(failure).log("a channel could not be opened");
            feeds.onFailedOpen();
            close();
            waiting.completeExceptionally(failure);
        }
    }

    /** From here on all share one future: who comes later need not wait. */
    private void onOpen(CompletableFuture<Void> waiting) {
        synchronized (lock) {
            opened = opened == waiting ? OPEN : opened;
        }
    }

    private void closeIfIdle() {
        synchronized (lock) {
            if (state != State.LINGER) {
                return;
            }
            state = State.CLOSED;
        }
        log(LOG.atInfo()).log("upstream closed");
        close();
    }

    private LoggingEventBuilder log(LoggingEventBuilder line) {
        return line.addKeyValue("org", channel.org()).addKeyValue("service", channel.service());
    }

    private void close() {
        Upstream.Handle handle = upstream;
        upstream = null;
        feeds.close(channel, log, handle);
        log = null;
        synchronized (lock) {
            removed = state == State.CLOSED && interest == 0;
        }
        feeds.removeIfDone(this);
    }

    /** Closes now, whoever is interested: the server stops. */
    void shutDown() {
        lane.execute(() -> {
            boolean wasOpen;
            synchronized (lock) {
                linger.cancel();
                if (state == State.CLOSED) {
                    return;
                }
                wasOpen = state != State.OPENING;
                state = State.CLOSED;
                interest = 0;
            }
            if (wasOpen) {
                log(LOG.atInfo()).log("upstream closed");
            }
            close();
        });
    }

    boolean isRemoved() {
        synchronized (lock) {
            return removed;
        }
    }

    Replays replays() {
        return feeds.means().replays();
    }

    FanOut fanOut() {
        return fanOut;
    }

    /** Who gives the channel's state after a gap, or null. */
    @Nullable Snapshots snapshots() {
        return snapshots;
    }

    void onInterrupted() {
        synchronized (lock) {
            state = state == State.LIVE ? State.STALE : state;
        }
        ChannelLog known = log;
        if (known != null) {
            known.onInterrupted();
        }
    }

    void onRestored() {
        synchronized (lock) {
            state = state == State.STALE ? State.LIVE : state;
        }
        ChannelLog known = log;
        if (known != null) {
            known.onRestored();
        }
    }
}
