package dev.realtime.tests.server;

import dev.realtime.core.Channel;
import dev.realtime.core.broker.After;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Feed;
import dev.realtime.core.broker.FeedListener;
import dev.realtime.core.broker.Read;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A broker that seems to be in another process, and whose reads can be held back. */
final class SlowBroker implements Broker {
    private final Broker inner;
    private final List<Runnable> held = new ArrayList<>();
    private final List<FeedListener> listeners = new ArrayList<>();
    Runnable onRemoved = () -> {}; // a node has left a channel
    private boolean holding;

    SlowBroker(Broker inner) {
        this.inner = inner;
    }

    /** From here on reads do not complete. */
    void hold() {
        holding = true;
    }

    /** Completes the reads that were held back, and later ones at once. */
    void release() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    @Override
    public CompletionStage<Appended> append(Channel channel, Draft draft, AppendOptions options) {
        return inner.append(channel, draft, options);
    }

    @Override
    public CompletionStage<Read> read(Channel channel, After after, int limit) {
        if (!holding) {
            return inner.read(channel, after, limit);
        }
        CompletableFuture<Read> answer = new CompletableFuture<>();
        held.add(() -> answer.complete(
                inner.read(channel, after, limit).toCompletableFuture().join()));
        return answer;
    }

    /** Says that publications may have been missed: the node looks at the heads again. */
    void restored() {
        listeners.forEach(listener -> listener.onRestored(Set.of()));
    }

    @Override
    public Feed open(FeedListener listener) {
        listeners.add(listener);
        Feed feed = inner.open(listener);
        return new Feed() {
            @Override
            public CompletionStage<Void> add(Collection<Channel> more) {
                return feed.add(more);
            }

            @Override
            public CompletionStage<Void> remove(Collection<Channel> fewer) {
                CompletionStage<Void> removed = feed.remove(fewer);
                onRemoved.run();
                return removed;
            }

            @Override
            public void close() {
                feed.close();
            }
        };
    }

    @Override
    public void close() {}
}
