package dev.realtime.tests.sim;

import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.After;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Feed;
import dev.realtime.core.broker.FeedListener;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.PublishException;
import dev.realtime.core.broker.Read;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** An in-memory broker that looks like one of another process: late, with a lossy feed, with outages and failovers. */
final class RemoteBroker implements Broker {
    private final InMemoryBroker inner;
    private final ManualScheduler time;
    private final RandomGenerator random;
    private final List<FeedListener> listeners = new ArrayList<>();
    private boolean down;
    private int epochs;

    RemoteBroker(InMemoryBroker inner, ManualScheduler time, RandomGenerator random) {
        this.inner = inner;
        this.time = time;
        this.random = random;
    }

    private Duration delay() {
        return Duration.ofMillis(random.nextInt(20));
    }

    @Override
    public CompletionStage<Appended> append(Channel channel, Draft draft, AppendOptions options) {
        CompletableFuture<Appended> answer = new CompletableFuture<>();
        time.schedule(delay(), () -> {
            if (down) {
                answer.completeExceptionally(new PublishException.BrokerUnavailable("down"));
                return;
            }
            Appended appended =
                    inner.append(channel, draft, options).toCompletableFuture().join();
            boolean lost = random.nextInt(20) == 0;
            time.schedule(delay(), () -> {
                if (lost) {
                    answer.completeExceptionally(new PublishException.OutcomeUnknown("no answer"));
                } else {
                    answer.complete(appended);
                }
            });
        });
        return answer;
    }

    @Override
    public CompletionStage<Read> read(Channel channel, After after, int limit) {
        CompletableFuture<Read> answer = new CompletableFuture<>();
        time.schedule(delay(), () -> {
            if (down) {
                answer.completeExceptionally(new PublishException.BrokerUnavailable("down"));
                return;
            }
            Read read = inner.read(channel, after, 1 + random.nextInt(limit))
                    .toCompletableFuture()
                    .join();
            time.schedule(delay(), () -> answer.complete(read));
        });
        return answer;
    }

    @Override
    public Feed open(FeedListener listener) {
        listeners.add(listener);
        return inner.open(new FeedListener() {
            @Override
            public void onPublication(Channel channel, Publication publication) {
                int fate = random.nextInt(30);
                for (int copies = fate == 0 ? 0 : fate == 1 ? 2 : 1; copies > 0; copies--) {
                    time.schedule(delay(), () -> {
                        if (!down) {
                            listener.onPublication(channel, publication);
                        }
                    });
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
        });
    }

    void interrupt() {
        if (!down) {
            down = true;
            listeners.forEach(
                    listener -> listener.onInterrupted(Set.of(), new IllegalStateException("connection lost")));
        }
    }

    void restore() {
        if (down) {
            down = false;
            listeners.forEach(listener -> listener.onRestored(Set.of()));
        }
    }

    /** A replica takes over that lacks the last publications: the epoch forks. */
    void fork(Channel channel, Truth truth) {
        ReplayBuffer buffer = inner.buffer(channel);
        Position head = buffer.head().position();
        long lost = Math.min(random.nextInt(4), buffer.size());
        Position ancestor = head.at(head.seq() - lost);
        String epoch = "fork" + epochs++;
        truth.forked(epoch, ancestor);
        buffer.fork(ancestor, epoch);
        listeners.forEach(listener -> listener.onRestored(Set.of(channel)));
    }

    /** Everything of a channel is lost: a new history begins. */
    void wipe(Channel channel) {
        inner.buffer(channel).reset(new Head(new Position("wiped" + epochs++, 0), null));
        listeners.forEach(listener -> listener.onRestored(Set.of(channel)));
    }

    @Override
    public void close() {
        inner.close();
    }
}
