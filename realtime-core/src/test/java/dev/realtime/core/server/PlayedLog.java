package dev.realtime.core.server;

import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.Read;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.broker.RetentionWatch;
import dev.realtime.core.broker.Slice;
import dev.realtime.core.schedule.SerialQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/** A log that follows a broker which the test plays, read by read. What it is told or answered has happened when the call returns. */
final class PlayedLog {
    final HandScheduler time = new HandScheduler();
    final RetentionWatch watch = new RetentionWatch(Retention.of(Duration.ofMinutes(5), 2_000), time);
    final PlayedBroker broker = new PlayedBroker();
    int signals; // that there is more
    final FollowedLog log = new FollowedLog(
            Channel.of("acme", "finance"),
            broker,
            watch,
            time,
            new FollowedLog.Lane(new SerialQueue(time), () -> signals++));

    static Position at(String epoch, long seq) {
        return new Position(epoch, seq);
    }

    static Head head(String epoch, long seq) {
        return new Head(at(epoch, seq), null);
    }

    static Publication publication(String epoch, long seq) {
        return new Publication(
                at(epoch, seq), Instant.EPOCH, Map.of(), null, null, Publication.Kind.EVENTS, new byte[10]);
    }

    /** All that follows up to a head. */
    static Read batch(Head head, Publication... publications) {
        return new Read.Batch(List.of(publications), head, false);
    }

    /** All that follows up to a head: publications of A. */
    static Read batch(Head head, long first, long last) {
        return batch(
                head,
                LongStream.rangeClosed(first, last)
                        .mapToObj(seq -> publication("A", seq))
                        .toArray(Publication[]::new));
    }

    PlayedLog openAt(long seq) {
        log.open();
        answer(batch(head("A", seq)));
        return this;
    }

    /** The reads without an answer: a position such as A.5, or head. */
    List<String> asked() {
        return broker.asked();
    }

    void answer(Read read) {
        broker.answer(read);
        time.runReady();
    }

    void fail(Throwable cause) {
        broker.fail(cause);
        time.runReady();
    }

    /** Publications come. */
    void hear(Publication... publications) {
        for (Publication publication : publications) {
            log.onPublication(publication);
        }
        time.runReady();
    }

    /** Publications of A come. */
    void hear(long... seqs) {
        hear(LongStream.of(seqs).mapToObj(seq -> publication("A", seq)).toArray(Publication[]::new));
    }

    void restore() {
        log.onRestored();
        time.runReady();
    }

    void close() {
        log.close();
        time.runReady();
    }

    CompletableFuture<Slice> settle(long seq) {
        CompletableFuture<Slice> answer = log.settle(at("A", seq)).toCompletableFuture();
        time.runReady();
        return answer;
    }

    Position here() {
        return log.head().position();
    }
}
