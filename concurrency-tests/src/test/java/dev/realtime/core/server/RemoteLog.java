package dev.realtime.core.server;

import dev.realtime.concurrency.Tasks;
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
import dev.realtime.core.broker.Read;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.broker.RetentionWatch;
import dev.realtime.core.broker.Slice;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The log of one channel in another process: a read looks at once, and its answer comes by a task. */
final class RemoteLog implements Broker {
    private final Tasks tasks;
    private final ReplayBuffer log;

    RemoteLog(Tasks tasks, Position start) {
        this.tasks = tasks;
        this.log = new ReplayBuffer(new Head(start, null), new RetentionWatch(Retention.DEFAULT, tasks));
    }

    Publication append() {
        return log.append(Room.DRAFT, Instant.EPOCH);
    }

    Head head() {
        return log.head();
    }

    @Override
    public CompletionStage<Read> read(Channel channel, After after, int limit) {
        Head head = log.head();
        List<Publication> publications = after instanceof After.At at
                        && log.after(at.position(), limit, head.position()) instanceof Slice.Found found
                ? found.range().publications()
                : List.of();
        CompletableFuture<Read> answer = new CompletableFuture<>();
        tasks.execute(() -> answer.complete(new Read.Batch(publications, head, false)));
        return answer;
    }

    @Override
    public CompletionStage<Appended> append(Channel channel, Draft draft, AppendOptions options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Feed open(FeedListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
