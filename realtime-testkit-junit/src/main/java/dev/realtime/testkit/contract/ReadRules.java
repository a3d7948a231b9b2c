package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.After;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.Read;
import dev.realtime.core.broker.Retention;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a read gives, and what it says where it gives nothing. */
interface ReadRules {
    BrokerLab lab();

    /** {@code Read.Batch}: exactly what follows the position, without a hole, oldest first. */
    @Test
    default void a_read_gives_exactly_what_follows_each_position() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Position start = subject.fill(12);
        for (long seq = 0; seq <= 12; seq++) {
            assertEquals(
                    BrokerUnderTest.numbers(seq + 1, 12),
                    BrokerUnderTest.seqs(subject.all(subject.channel(), start.at(seq))));
        }
    }

    /** {@code Broker.read}: at most so many, and it says so when there are more. */
    @Test
    default void a_read_keeps_to_its_limit_and_says_whether_there_is_more() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Position start = subject.fill(12);
        for (int limit = 1; limit <= 13; limit++) {
            Read.Batch batch = subject.batch(subject.channel(), start, limit);
            List<Long> seqs = BrokerUnderTest.seqs(batch.publications());
            assertTrue(!seqs.isEmpty() && seqs.size() <= limit, "limit " + limit + ": " + seqs);
            assertEquals(BrokerUnderTest.numbers(1, seqs.size()), seqs);
            assertEquals(seqs.size() < 12, batch.more(), "more, with limit " + limit);
        }
    }

    /** Page by page nothing is left out and nothing comes twice. */
    @Test
    default void pages_of_any_size_give_the_whole_log() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Position start = subject.fill(23);
        for (int limit = 1; limit <= 24; limit += 4) {
            Position here = start;
            Read.Batch page = subject.batch(subject.channel(), here, limit);
            while (page.more()) {
                long last =
                        page.publications().get(page.publications().size() - 1).seq();
                assertEquals(BrokerUnderTest.numbers(here.seq() + 1, last), BrokerUnderTest.seqs(page.publications()));
                here = start.at(last);
                page = subject.batch(subject.channel(), here, limit);
            }
            assertEquals(BrokerUnderTest.numbers(here.seq() + 1, 23), BrokerUnderTest.seqs(page.publications()));
        }
    }

    /** {@code Read.head}: where the channel stood, in every answer. */
    @Test
    default void every_answer_has_the_head() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Position start = subject.fill(5);
        Head head = new Head(start.at(5), null);
        assertEquals(head, subject.head(subject.channel()));
        assertEquals(head, subject.batch(subject.channel(), start, 2).head());
        assertEquals(head, subject.batch(subject.channel(), start.at(5), 2).head());
        assertEquals(head, subject.gap(subject.channel(), start.at(6)).head());
        assertEquals(
                head, subject.gap(subject.channel(), new Position("other", 1)).head());
    }

    /** {@code After.HEAD}: nothing but the head. */
    @Test
    default void a_read_of_the_head_gives_no_publications() throws Exception {
        BrokerUnderTest subject = lab().broker();
        subject.fill(5);
        Read read = subject.patience().get("read", subject.broker().read(subject.channel(), After.HEAD, 10));
        assertEquals(List.of(), assertInstanceOf(Read.Batch.class, read).publications());
    }

    /** {@code Broker.read}: a channel that was never used gets its epoch, and {@code (epoch, 0)} is a valid position. */
    @Test
    default void a_channel_that_was_never_used_gets_a_position_that_stays_valid() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Head head = subject.head(subject.channel());
        assertEquals(0, head.position().seq());
        assertNull(head.ancestor());
        assertEquals(head, subject.head(subject.channel()));
        Read.Batch empty = subject.batch(subject.channel(), head.position(), 10);
        assertEquals(List.of(), empty.publications());
        assertFalse(empty.more());
        assertEquals(head.position().at(1), subject.append("first"));
        List<Publication> first =
                subject.batch(subject.channel(), head.position(), 10).publications();
        assertEquals(List.of(1L), BrokerUnderTest.seqs(first));
    }

    /** {@code GapReason.AHEAD}. */
    @Test
    default void a_position_beyond_the_head_is_ahead() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Position empty = subject.start(subject.channel());
        assertEquals(
                GapReason.AHEAD, subject.gap(subject.channel(), empty.at(1)).reason());
        Position start = subject.fill(5);
        assertEquals(
                GapReason.AHEAD, subject.gap(subject.channel(), start.at(6)).reason());
        assertEquals(
                GapReason.AHEAD,
                subject.gap(subject.channel(), start.at(Position.MAX_SEQ)).reason());
    }

    /** {@code GapReason.EPOCH}: whatever its number. */
    @Test
    default void a_position_of_another_epoch_is_of_another_epoch() throws Exception {
        BrokerUnderTest subject = lab().broker();
        subject.fill(5);
        Channel never = subject.channel("never-used");
        for (long seq : new long[] {0, 3, 5, 6, Position.MAX_SEQ}) {
            Position other = new Position("other", seq);
            assertEquals(GapReason.EPOCH, subject.gap(subject.channel(), other).reason(), other::toString);
            assertEquals(GapReason.EPOCH, subject.gap(never, other).reason(), other::toString);
        }
    }

    /** D5: a position of one channel says nothing about another. */
    @Test
    default void a_position_of_another_channel_is_of_another_epoch() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Position start = subject.fill(5);
        Channel tasks = subject.channel("tasks");
        subject.append(tasks, "one", null);
        assertEquals(GapReason.EPOCH, subject.gap(tasks, start.at(1)).reason());
    }

    /** {@code Read}: taken from one snapshot, so that publications and head belong together, also while others append. */
    @Test
    default void publications_and_head_of_an_answer_are_of_one_moment() throws Exception {
        BrokerUnderTest subject = lab().broker(Retention.of(Duration.ofMinutes(5), 100_000));
        subject.patience().together(4, thread -> {
            for (int i = 0; i < 400; i++) {
                checkMoment(subject, subject.head(subject.channel()).position());
                subject.append("text " + i); // while another one looks
            }
        });
    }

    /** Reads what has followed a position that was the head a moment ago. */
    private static void checkMoment(BrokerUnderTest subject, Position here) {
        Read.Batch batch = subject.batch(subject.channel(), here, BrokerUnderTest.PAGE);
        List<Publication> publications = batch.publications();
        long last = here.seq() + publications.size();
        long head = batch.head().position().seq();
        assertEquals(BrokerUnderTest.numbers(here.seq() + 1, last), BrokerUnderTest.seqs(publications));
        assertTrue(
                batch.more() ? last < head : last == head,
                () -> "after " + here + " up to " + last + ", more: " + batch.more() + ", but the head is " + head);
    }

    /** {@code Broker}: thread-safe. */
    @Test
    default void many_threads_read_the_same() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Position start = subject.fill(50);
        List<String> log = subject.shown(subject.channel(), start);
        subject.patience().together(BrokerUnderTest.THREADS, thread -> {
            for (int i = 0; i < 20; i++) {
                assertEquals(log, subject.shown(subject.channel(), start));
            }
        });
    }
}
