package dev.realtime.core.server;

import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.After;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.Read;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.RetentionWatch;
import dev.realtime.core.broker.Slice;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.schedule.SerialQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a channel's log that follows a broker of another process. The feed may lose, repeat or stall; this ring only ever grows
 * by the next sequence number, and whatever does not fit makes it read from where it stands: one read at a time, however many
 * publications ask for it. All work is done on the channel's lane; the ring may be read from anywhere.
 */
final class FollowedLog implements ChannelLog {
    private static final int READ_LIMIT = 1_000;
    private static final int MAX_WAITING = 1_000;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration HEAD_CHECK = Duration.ofSeconds(30);

    private record Settle(Position cursor, CompletableFuture<Slice> answer) {}

    private final Channel channel;
    private final Broker broker;
    private final RetentionWatch watch;
    private final Scheduler scheduler;
    private final SerialQueue lane;
    private final Runnable onMore;
    private final ArrayDeque<Publication> waiting = new ArrayDeque<>(); // on lane: came while a read was under way
    private final ArrayDeque<Settle> settles = new ArrayDeque<>(); // on lane
    private boolean reading; // on lane
    private boolean readAgain; // on lane
    private boolean settling; // on lane
    private boolean closed; // on lane
    private Scheduler.Timer headCheck = Scheduler.Timer.NONE; // on lane
    private volatile @Nullable ReplayBuffer ring; // set once by open

    FollowedLog(Channel channel, Broker broker, RetentionWatch watch, Scheduler scheduler, Lane lane) {
        this.channel = channel;
        this.broker = broker;
        this.watch = watch;
        this.scheduler = scheduler;
        this.lane = lane.queue();
        this.onMore = lane.onMore();
    }

    /** Where the work is done, and who hears that there is more. */
    record Lane(SerialQueue queue, Runnable onMore) {}

    @Override
    public CompletionStage<Void> open() {
        return read(After.HEAD, 1)
                .thenAcceptAsync(
                        read -> {
                            ring = new ReplayBuffer(read.head(), watch);
                            scheduleHeadCheck();
                            drainWaiting();
                        },
                        lane::execute);
    }

    @Override
    public @Nullable ReplayBuffer known() {
        return ring;
    }

    @Override
    public CompletionStage<Slice> settle(Position cursor) {
        CompletableFuture<Slice> answer = new CompletableFuture<>();
        lane.execute(() -> {
            settles.add(new Settle(cursor, answer));
            settleNext();
        });
        return answer;
    }

    private void settleNext() {
        Settle next = settles.peek();
        if (settling || next == null) {
            return;
        }
        settling = true;
        List<Settle> asked = takeSettles(next.cursor());
        read(new After.At(next.cursor()), READ_LIMIT)
                .whenCompleteAsync(
                        (read, failure) -> {
                            settling = false;
                            answer(asked, read, failure);
                        },
                        lane::execute);
    }

    /** All who asked for the same cursor before the read begins share it. */
    private List<Settle> takeSettles(Position cursor) {
        List<Settle> asked = settles.stream()
                .filter(settle -> settle.cursor().equals(cursor))
                .toList();
        settles.removeAll(asked);
        return asked;
    }

    private void answer(List<Settle> asked, @Nullable Read read, @Nullable Throwable failure) {
        if (read == null) {
            Throwable cause = failure == null ? new IllegalStateException("the broker gave no answer") : failure;
            asked.forEach(settle -> settle.answer().completeExceptionally(cause));
            settleNext();
            return;
        }
        if (!read.head().position().epoch().equals(head().position().epoch())) {
            settles.addAll(asked); // the ring has to follow into the new epoch first; then ask again
            catchUp();
            return;
        }
        if (!read.head().equals(head())) {
            catchUp();
        }
        for (Settle settle : asked) {
            settle.answer().complete(Slice.of(settle.cursor(), read));
        }
        settleNext();
    }

    @Override
    public void onPublication(Publication publication) {
        lane.execute(() -> {
            if (ring != null && !reading) {
                follow(publication);
            } else if (waiting.size() < MAX_WAITING) {
                waiting.add(publication);
            } else {
                readAgain = true;
            }
        });
    }

    private void follow(Publication publication) {
        Position head = head().position();
        boolean known = publication.position().epoch().equals(head.epoch()) && publication.seq() <= head.seq();
        if (known) {
            return;
        }
        if (buffer().follow(publication)) {
            onMore.run();
        } else {
            catchUp();
        }
    }

    /** A broker that throws is a failed stage, too. */
    private CompletionStage<Read> read(After after, int limit) {
        return CompletableFuture.completedFuture(channel).thenCompose(name -> broker.read(name, after, limit));
    }

    private void catchUp() {
        if (reading || closed) {
            readAgain = reading;
            return;
        }
        reading = true;
        read(new After.At(head().position()), READ_LIMIT).whenCompleteAsync(this::caughtUp, lane::execute);
    }

    private void caughtUp(@Nullable Read read, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        if (read == null) {
            scheduler.schedule(RETRY, () -> lane.execute(this::retry)); // the broker is down; ring and cursors stay
            return;
        }
        if (read instanceof Read.Batch batch) {
            take(batch);
        } else if (read instanceof Read.Gap gap) {
            jump(gap);
        }
        boolean more = readAgain || !read.head().position().equals(head().position());
        readAgain = false;
        reading = false;
        drainWaiting();
        if (more) {
            catchUp();
        }
        settleNext();
        onMore.run();
    }

    private void retry() {
        reading = false; // not before: one chain of retries, whatever comes meanwhile
        catchUp();
    }

    private void take(Read.Batch batch) {
        for (Publication publication : batch.publications()) {
            forkFor(publication.position().epoch(), batch.head());
            buffer().follow(publication);
        }
        if (!batch.more()) {
            forkFor(batch.head().position().epoch(), batch.head());
        }
    }

    private void forkFor(String epoch, Head truth) {
        Position here = head().position();
        Position ancestor = truth.ancestor();
        if (!epoch.equals(here.epoch()) && ancestor != null && ancestor.equals(here)) {
            buffer().fork(ancestor, epoch);
        }
    }

    /** The broker cannot go on from where the ring stands: forget the lost tail at a fork, else everything. */
    private void jump(Read.Gap gap) {
        Position here = head().position();
        Position ancestor = gap.head().ancestor();
        if (gap.reason() == GapReason.TAIL_LOST
                && ancestor != null
                && ancestor.epoch().equals(here.epoch())
                && ancestor.seq() >= here.seq() - buffer().size()) {
            buffer().fork(ancestor, gap.head().position().epoch());
        } else {
            buffer().reset(gap.head());
        }
    }

    private void drainWaiting() {
        while (!reading && !waiting.isEmpty()) {
            follow(waiting.remove());
        }
    }

    private void scheduleHeadCheck() {
        if (!closed) {
            headCheck = scheduler.schedule(HEAD_CHECK, this::checkHead);
        }
    }

    /** Finds the loss of the last publication of a quiet channel. */
    private void checkHead() {
        read(After.HEAD, 1)
                .whenCompleteAsync(
                        (read, failure) -> {
                            if (read != null && !read.head().equals(head())) {
                                catchUp();
                            }
                            scheduleHeadCheck();
                        },
                        lane::execute);
    }

    @Override
    public void onInterrupted() {} // what was missed is found by the next sequence number, or on restore

    @Override
    public void onRestored() {
        lane.execute(() -> {
            if (ring != null) {
                catchUp();
            }
        });
    }

    @Override
    public void close() {
        lane.execute(() -> {
            closed = true;
            headCheck.cancel();
            if (ring != null) {
                buffer().reset(head());
            }
        });
    }
}
