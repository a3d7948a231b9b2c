package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Slice;
import dev.realtime.core.protocol.EventWriter;
import dev.realtime.core.protocol.ServerMessageWriter;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of one channel: one question to the application for all who wait, written once for all (protocol rule P12).
 * Thread-safe; under its lock nothing is called.
 */
final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 1024 * 1024;

    /** A snapshot as it goes out. */
    record Taken(Position position, SharedFrame frame) {}

    /** What all channels share. */
    record Means(EventWriter writer, Scheduler scheduler, Counters counters, Questions questions) {}

    private final ChannelFeed feed;
    private final SnapshotProvider provider;
    private final Means means;

    @GuardedBy("this")
    private @Nullable CompletableFuture<Optional<Taken>> asking;

    Snapshots(ChannelFeed feed, SnapshotProvider provider, Means means) {
        this.feed = feed;
        this.provider = provider;
        this.means = means;
    }

    /** Takes a snapshot, or the one that is being taken; empty when the application gives none in time. */
    CompletionStage<Optional<Taken>> take() {
        CompletableFuture<Optional<Taken>> answer = new CompletableFuture<>();
        synchronized (this) {
            if (asking != null) {
                return asking;
            }
            asking = answer;
        }
        Scheduler.Timer limit = means.scheduler().schedule(LIMIT, () -> end(answer, null, new SnapshotTimeout()));
        means.questions().ask(() -> ask(answer, limit));
        return answer;
    }

    private void ask(CompletableFuture<Optional<Taken>> answer, Scheduler.Timer limit) {
        if (answer.isDone()) {
            return; // too late, because others block
        }
        Channel channel = feed.channel();
        CompletionStage<Channel> here =
                CompletableFuture.completedFuture(channel); // an application that throws fails the stage
        here.thenCompose(name -> provider.snapshot(name, feed.log().head().position()))
                .thenApply(snapshot -> taken(channel, snapshot))
                .whenComplete((taken, failure) -> {
                    limit.cancel();
                    end(answer, taken, failure);
                });
    }

    private void end(CompletableFuture<Optional<Taken>> answer, @Nullable Taken taken, @Nullable Throwable failure) {
        synchronized (this) {
            if (asking != answer) {
                return; // too late
            }
            asking = null;
        }
        if (failure != null) {
            means.counters().error();
            LOG.atError()
                    .addKeyValue("org", feed.channel().org())
                    .addKeyValue("service", feed.channel().service())
                    .setCause(failure)
                    .log("no snapshot");
        }
        answer.complete(Optional.ofNullable(taken));
    }

    private Taken taken(Channel channel, Snapshot snapshot) {
        byte[] data = means.writer().data(snapshot.data());
        if (data.length > MAX_BYTES) {
            throw new IllegalArgumentException("a snapshot has at most 1 MiB but had " + data.length + " bytes");
        }
        if (feed.log().after(snapshot.position(), 1, null) instanceof Slice.Outside outside) {
            throw new IllegalArgumentException(
                    "nobody can go on from the snapshot's position " + snapshot.position() + ": " + outside.reason());
        }
        byte[] json = ServerMessageWriter.snapshot(
                channel.service(), snapshot.position(), data, means.scheduler().wallClock());
        return new Taken(snapshot.position(), new SharedFrame(() -> json, means.counters()));
    }

    /** The application did not answer. */
    private static final class SnapshotTimeout extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SnapshotTimeout() {
            super("no answer within " + LIMIT.toSeconds() + " s", null, false, false);
        }
    }
}
