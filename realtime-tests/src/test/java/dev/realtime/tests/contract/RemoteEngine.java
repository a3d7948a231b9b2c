package dev.realtime.tests.contract;

import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.schedule.Scheduler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What brokers of several nodes share in a test, as if it stood in another process: it answers on other threads, and fails over. */
final class RemoteEngine {
    private static final AtomicInteger FORKS = new AtomicInteger();

    final InMemoryBroker log;
    private final Scheduler scheduler;

    RemoteEngine(InMemoryBroker log, Scheduler scheduler) {
        this.log = log;
        this.scheduler = scheduler;
    }

    /** Asks on another thread. */
    <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        scheduler.execute(() -> question.get().whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(failure);
            }
        }));
        return answer;
    }

    /** A replica takes over that lacks the last publications of a channel. */
    void fork(Channel channel, int lost) {
        ReplayBuffer buffer = log.buffer(channel);
        Position head = buffer.head().position();
        buffer.fork(head.at(head.seq() - lost), "fork" + FORKS.incrementAndGet());
    }

    /** As {@link #fork}, but nobody notices: the epoch stays. */
    void lose(Channel channel, int lost) {
        ReplayBuffer buffer = log.buffer(channel);
        Position head = buffer.head().position();
        buffer.fork(head.at(head.seq() - lost), head.epoch());
    }

    /** Everything of a channel is lost, and a new history begins. */
    void wipe(Channel channel) {
        log.buffer(channel).reset(new Head(new Position("wiped" + FORKS.incrementAndGet(), 0), null));
    }
}
