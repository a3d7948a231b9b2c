package dev.realtime.tests.docs;

import dev.realtime.core.Channel;
import dev.realtime.core.broker.After;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Feed;
import dev.realtime.core.broker.FeedListener;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Read;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.schedule.Scheduler;
import java.util.Random;
import java.util.concurrent.CompletionStage;

/** Stands for what an application brings. */
final class YourBroker implements Broker {
    private final Broker engine;

    YourBroker(Retention retention, Scheduler scheduler) {
        engine = new InMemoryBroker(retention, scheduler, new Random(1));
    }

    @Override
    public CompletionStage<Appended> append(Channel channel, Draft draft, AppendOptions options) {
        return engine.append(channel, draft, options);
    }

    @Override
    public CompletionStage<Read> read(Channel channel, After after, int limit) {
        return engine.read(channel, after, limit);
    }

    @Override
    public Feed open(FeedListener listener) {
        return engine.open(listener);
    }

    @Override
    public void close() {
        engine.close();
    }
}
