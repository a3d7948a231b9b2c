package dev.realtime.core.server;

import dev.realtime.core.Channel;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Feed;
import dev.realtime.core.broker.FeedListener;
import dev.realtime.core.broker.LocalBuffers;
import dev.realtime.core.broker.RetentionWatch;
import dev.realtime.core.protocol.EventWriter;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The channel feeds of this node: one per channel that somebody is interested in (F1.4). Thread-safe. */
final class ChannelFeeds implements FeedListener {
    /** A feed on which the caller holds one interest, once {@code opened} has completed. */
    record Retained(ChannelFeed feed, CompletionStage<Void> opened) {}

    /** Where events come from. */
    record Sources(Broker broker, @Nullable Upstream upstream, Upstreams sinks) {}

    /**
     * What the application has decided.
     *
     * @param scheduler opens and closes; the fan-out has one of its own, so that it does not wait behind other work
     * @param watch keeps the copies of a remote broker's channels in bounds; a local broker has its own
     * @param grace how long a channel stays open after its last subscriber has left
     * @param options how each channel is delivered
     */
    record Settings(
            Scheduler scheduler, RetentionWatch watch, Duration grace, Function<Channel, ChannelOptions> options) {}

    /** Makes the sink of a channel. */
    @FunctionalInterface
    interface Upstreams {
        Upstream.Sink sink(Channel channel);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ChannelFeeds.class);

    private final Sources sources;
    private final Settings settings;
    private final FanOut.Means means;
    private final Snapshots.Means snapshotMeans;
    private final Scheduler scheduler;
    private final Counters counters;
    private final ConcurrentMap<Channel, ChannelFeed> feeds = new ConcurrentHashMap<>();
    private final Feed feed;
    private volatile boolean closed; // set before the feeds are closed

    ChannelFeeds(Sources sources, Settings settings, FanOut.Means means, EventWriter writer) {
        this.sources = sources;
        this.settings = settings;
        this.means = means;
        this.scheduler = settings.scheduler();
        this.counters = means.counters();
        this.snapshotMeans = new Snapshots.Means(writer, scheduler, counters, new Questions(scheduler));
        this.feed = sources.broker().open(this);
    }

    Duration grace() {
        return settings.grace();
    }

    FanOut.Means means() {
        return means;
    }

    Snapshots.Means snapshotMeans() {
        return snapshotMeans;
    }

    /** What the application has decided for a channel; the defaults when it fails to. */
    ChannelOptions optionsOf(Channel channel) {
        try {
            return Objects.requireNonNull(settings.options().apply(channel), "options");
        } catch (RuntimeException | Error e) {
            counters.error();
            LOG.atError()
                    .addKeyValue("channel", channel)
                    .setCause(e)
                    .log("the channel options failed; taking the defaults");
            return ChannelOptions.DEFAULT;
        }
    }

    int size() {
        return feeds.size();
    }

    /** Adds one interest in a channel; the caller gives it back by {@link ChannelFeed#release}, also when opening fails. */
    Retained retain(Channel channel) {
        while (true) {
            ChannelFeed known = feeds.computeIfAbsent(channel, name -> new ChannelFeed(name, this, scheduler));
            CompletionStage<Void> opened = known.retain();
            if (opened != null) {
                return new Retained(known, opened);
            }
            feeds.remove(channel, known);
        }
    }

    /** Attaches a channel to the broker. On the feed's lane. */
    CompletionStage<ChannelLog> openLog(ChannelFeed channelFeed) {
        Channel channel = channelFeed.channel();
        return feed.add(List.of(channel)).thenCompose(nothing -> {
            ChannelLog log = makeLog(channelFeed);
            channelFeed.follow(log);
            return log.open().thenApply(ready -> log);
        });
    }

    private ChannelLog makeLog(ChannelFeed channelFeed) {
        Channel channel = channelFeed.channel();
        if (sources.broker() instanceof LocalBuffers local) {
            return new LocalLog(local.buffer(channel), channelFeed.fanOut());
        }
        FollowedLog.Lane lane = new FollowedLog.Lane(channelFeed.lane(), channelFeed.fanOut()::signal);
        return new FollowedLog(channel, sources.broker(), settings.watch(), scheduler, lane);
    }

    /** Opens the application's bus for a channel. On the feed's lane; may block. */
    Upstream.@Nullable Handle openUpstream(Channel channel) {
        if (closed) {
            throw new CancellationException("the server has been closed meanwhile"); // nobody would close it any more
        }
        Upstream upstream = sources.upstream();
        return upstream == null ? null : upstream.open(channel, sources.sinks().sink(channel));
    }

    void onFailedOpen() {
        counters.error();
    }

    /** Lets go of a channel. On the feed's lane; may block. */
    void close(Channel channel, @Nullable ChannelLog log, Upstream.@Nullable Handle upstream) {
        if (upstream != null) {
            try {
                upstream.close();
            } catch (RuntimeException | Error e) {
                counters.error();
                LOG.atError().addKeyValue("channel", channel).setCause(e).log("closing an upstream failed");
            }
        }
        Collection<Channel> one = List.of(channel);
        feed.remove(one).whenComplete((nothing, failure) -> {
            if (failure != null) {
                LOG.atWarn().addKeyValue("channel", channel).setCause(failure).log("leaving a broker's channel failed");
            }
        });
        if (log != null) {
            log.close();
        }
    }

    void removeIfDone(ChannelFeed done) {
        if (done.isRemoved()) {
            feeds.remove(done.channel(), done);
        }
    }

    /** Closes everything: the server stops. */
    void shutDown() {
        closed = true; // first: who opens what the next line does not find sees this
        feeds.values().forEach(ChannelFeed::shutDown);
        feed.close();
    }

    @Override
    public void onPublication(Channel channel, Publication publication) {
        ChannelFeed known = feeds.get(channel);
        if (known != null) {
            known.onPublication(publication);
        }
    }

    @Override
    public void onInterrupted(Set<Channel> channels, Throwable cause) {
        LOG.atWarn().addKeyValue("channels", channels.size()).setCause(cause).log("the broker's feed is interrupted");
        forEach(channels, ChannelFeed::onInterrupted);
    }

    @Override
    public void onRestored(Set<Channel> channels) {
        LOG.atInfo().addKeyValue("channels", channels.size()).log("the broker's feed is restored");
        forEach(channels, ChannelFeed::onRestored);
    }

    private void forEach(Set<Channel> channels, Consumer<ChannelFeed> action) {
        feeds.forEach((channel, channelFeed) -> {
            if (channels.isEmpty() || channels.contains(channel)) {
                action.accept(channelFeed);
            }
        });
    }
}
