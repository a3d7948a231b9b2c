package dev.realtime.core.server;

import dev.realtime.core.Channel;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.After;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Feed;
import dev.realtime.core.broker.FeedListener;
import dev.realtime.core.broker.Read;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A broker of another process whose answers to reads, and whose live feed, a test plays. */
final class PlayedBroker implements Broker {
    private record Asked(After after, CompletableFuture<Read> answer) {}

    private final ArrayDeque<Asked> asked = new ArrayDeque<>();
    private @Nullable FeedListener listener;

    /** The reads without an answer: a position such as A.5, or head. */
    List<String> asked() {
        return asked.stream()
                .map(read -> read.after() instanceof After.At at ? at.position().toString() : "head")
                .toList();
    }

    /** Answers the oldest read. */
    void answer(Read read) {
        asked.remove().answer().complete(read);
    }

    /** Has the oldest read fail. */
    void fail(Throwable cause) {
        asked.remove().answer().completeExceptionally(cause);
    }

    @Override
    public CompletionStage<Read> read(Channel channel, After after, int limit) {
        CompletableFuture<Read> answer = new CompletableFuture<>();
        asked.add(new Asked(after, answer));
        return answer;
    }

    @Override
    public CompletionStage<Appended> append(Channel channel, Draft draft, AppendOptions options) {
        throw new UnsupportedOperationException();
    }

    /** A publication comes by the live feed. */
    void announce(Channel channel, Publication publication) {
        Objects.requireNonNull(listener, "no feed is open").onPublication(channel, publication);
    }

    @Override
    public Feed open(FeedListener opened) {
        listener = opened;
        return new Feed() {
            @Override
            public CompletionStage<Void> add(Collection<Channel> channels) {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<Void> remove(Collection<Channel> channels) {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
