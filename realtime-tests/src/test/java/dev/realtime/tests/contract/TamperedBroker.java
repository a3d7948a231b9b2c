package dev.realtime.tests.contract;

import dev.realtime.core.Channel;
import dev.realtime.core.broker.After;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Feed;
import dev.realtime.core.broker.FeedListener;
import dev.realtime.core.broker.Read;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** A good broker, one part of which is broken. */
final class TamperedBroker implements Broker {
    @FunctionalInterface
    interface Appending {
        CompletionStage<Appended> append(Channel channel, Draft draft, AppendOptions options);
    }

    @FunctionalInterface
    interface Reading {
        CompletionStage<Read> read(Channel channel, After after, int limit);
    }

    /** Adds or removes channels. */
    @FunctionalInterface
    interface Interest {
        CompletionStage<Void> change(Feed feed, Collection<Channel> channels);
    }

    final Broker good;
    final List<FeedListener> listeners = new CopyOnWriteArrayList<>();
    private Appending appending;
    private Reading reading;
    private UnaryOperator<FeedListener> hearing = listener -> listener;
    private Interest adding = Feed::add;
    private Interest removing = Feed::remove;
    private BiConsumer<Broker, List<FeedListener>> closing = (broker, heard) -> broker.close();

    TamperedBroker(Broker good) {
        this.good = good;
        this.appending = good::append;
        this.reading = good::read;
    }

    TamperedBroker appending(Appending broken) {
        appending = broken;
        return this;
    }

    TamperedBroker reading(Reading broken) {
        reading = broken;
        return this;
    }

    /** Breaks what a good broker has read. */
    TamperedBroker read(UnaryOperator<Read> broken) {
        return reading(
                (channel, after, limit) -> good.read(channel, after, limit).thenApply(broken));
    }

    TamperedBroker hearing(UnaryOperator<FeedListener> broken) {
        hearing = broken;
        return this;
    }

    TamperedBroker adding(Interest broken) {
        adding = broken;
        return this;
    }

    TamperedBroker removing(Interest broken) {
        removing = broken;
        return this;
    }

    TamperedBroker closing(BiConsumer<Broker, List<FeedListener>> broken) {
        closing = broken;
        return this;
    }

    @Override
    public CompletionStage<Appended> append(Channel channel, Draft draft, AppendOptions options) {
        return appending.append(channel, draft, options);
    }

    @Override
    public CompletionStage<Read> read(Channel channel, After after, int limit) {
        return reading.read(channel, after, limit);
    }

    @Override
    public Feed open(FeedListener listener) {
        listeners.add(listener);
        Feed feed = good.open(hearing.apply(listener));
        return new Feed() {
            @Override
            public CompletionStage<Void> add(Collection<Channel> channels) {
                return adding.change(feed, channels);
            }

            @Override
            public CompletionStage<Void> remove(Collection<Channel> channels) {
                return removing.change(feed, channels);
            }

            @Override
            public void close() {
                feed.close();
            }
        };
    }

    @Override
    public void close() {
        closing.accept(good, listeners);
    }
}
