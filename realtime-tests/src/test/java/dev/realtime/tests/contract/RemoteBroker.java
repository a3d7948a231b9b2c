package dev.realtime.tests.contract;

import dev.realtime.core.Channel;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.After;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Feed;
import dev.realtime.core.broker.FeedListener;
import dev.realtime.core.broker.PublishException;
import dev.realtime.core.broker.Read;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** One node's broker on a {@link RemoteEngine}: it can be cut off, and closing it leaves the others alone. */
final class RemoteBroker implements Broker {
    private final RemoteEngine engine;
    private final List<Hearing> open = new CopyOnWriteArrayList<>();
    private volatile boolean cut;
    private volatile boolean deaf; // the feeds are, and do not know it
    private volatile boolean closed;

    /** Passes on what the engine says, unless this node is cut off or closed. */
    private final class Hearing implements FeedListener {
        private final FeedListener listener;

        Hearing(FeedListener listener) {
            this.listener = listener;
        }

        @Override
        public void onPublication(Channel channel, Publication publication) {
            if (!cut && !deaf && !closed) {
                listener.onPublication(channel, publication);
            }
        }

        @Override
        public void onInterrupted(Set<Channel> channels, Throwable cause) {
            listener.onInterrupted(channels, cause);
        }

        @Override
        public void onRestored(Set<Channel> channels) {
            listener.onRestored(channels);
        }
    }

    RemoteBroker(RemoteEngine engine) {
        this.engine = engine;
    }

    RemoteEngine engine() {
        return engine;
    }

    void interrupt() {
        cut = true;
        open.forEach(hearing -> hearing.onInterrupted(Set.of(), new IllegalStateException("cut off")));
    }

    void restore() {
        cut = false;
        open.forEach(hearing -> hearing.onRestored(Set.of()));
    }

    /** Loses the feed without noticing. */
    void deafen() {
        deaf = true;
    }

    private <T> CompletableFuture<T> unavailable() {
        return CompletableFuture.failedFuture(
                new PublishException.BrokerUnavailable(closed ? "closed" : "cut off from the engine"));
    }

    @Override
    public CompletionStage<Appended> append(Channel channel, Draft draft, AppendOptions options) {
        return cut || closed ? unavailable() : engine.ask(() -> engine.log.append(channel, draft, options));
    }

    @Override
    public CompletionStage<Read> read(Channel channel, After after, int limit) {
        return cut || closed ? unavailable() : engine.ask(() -> engine.log.read(channel, after, limit));
    }

    @Override
    public Feed open(FeedListener listener) {
        if (closed) {
            throw new PublishException.BrokerUnavailable("closed");
        }
        Hearing hearing = new Hearing(listener);
        open.add(hearing);
        return new RemoteFeed(engine.log.open(hearing));
    }

    /** Asks the engine on other threads, too. */
    private final class RemoteFeed implements Feed {
        private final Feed feed;

        RemoteFeed(Feed feed) {
            this.feed = feed;
        }

        @Override
        public CompletionStage<Void> add(Collection<Channel> channels) {
            return closed ? unavailable() : engine.ask(() -> feed.add(channels));
        }

        @Override
        public CompletionStage<Void> remove(Collection<Channel> channels) {
            return closed ? unavailable() : engine.ask(() -> feed.remove(channels));
        }

        @Override
        public void close() {
            feed.close();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
