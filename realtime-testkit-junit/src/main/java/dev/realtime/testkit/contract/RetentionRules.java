package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.Read;
import dev.realtime.core.broker.Retention;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much past is kept, and what is said of what is not. */
interface RetentionRules {
    BrokerLab lab();

    /** F1.6: what is young and within the count is there. */
    @Test
    default void what_is_within_the_count_can_be_read() throws Exception {
        BrokerUnderTest subject = lab().broker(Retention.of(Duration.ofMinutes(5), 50));
        for (int i = 1; i <= 120; i++) {
            Position newest = subject.append("text " + i);
            long first = Math.max(0, newest.seq() - 50);
            assertEquals(
                    BrokerUnderTest.numbers(first + 1, newest.seq()),
                    BrokerUnderTest.seqs(subject.all(subject.channel(), newest.at(first))));
        }
    }

    /** {@code Read}: all that follows, or a gap; never a part without saying so. */
    @Test
    default void a_read_gives_all_that_follows_or_a_gap_with_its_reason() throws Exception {
        BrokerUnderTest subject = lab().broker(Retention.of(Duration.ofMinutes(5), 20));
        Position start = subject.fill(90);
        for (long seq = 0; seq <= 90; seq++) {
            Read read = subject.read(subject.channel(), start.at(seq), 100);
            if (read instanceof Read.Gap gap) {
                assertEquals(GapReason.TRIMMED, gap.reason(), "after " + seq);
            } else {
                assertEquals(
                        BrokerUnderTest.numbers(seq + 1, 90),
                        BrokerUnderTest.seqs(subject.all(subject.channel(), start.at(seq))));
            }
            assertEquals(start.at(90), read.head().position());
        }
    }

    /** F1.6, {@code GapReason.TRIMMED}. */
    @Test
    default void what_is_beyond_the_count_is_trimmed() throws Exception {
        lab().require(BrokerContract.Capability.COUNT_LIMIT);
        BrokerUnderTest subject = lab().broker(Retention.of(Duration.ofMinutes(5), 20));
        Position start = subject.fill(20);
        subject.appendUntilTrimmed(start);
        Head head = subject.head(subject.channel());
        assertEquals(new Read.Gap(GapReason.TRIMMED, head), subject.gap(subject.channel(), start));
    }

    /** D5: trimming never changes the epoch. */
    @Test
    default void trimming_never_changes_the_epoch() throws Exception {
        lab().require(BrokerContract.Capability.COUNT_LIMIT);
        BrokerUnderTest subject = lab().broker(Retention.of(Duration.ofMinutes(5), 5));
        Position first = subject.append("first");
        subject.appendUntilTrimmed(first.at(0));
        Position before = subject.head(subject.channel()).position();
        assertEquals(first.epoch(), before.epoch());
        assertEquals(before.at(before.seq() + 1), subject.append("next"));
        assertEquals(
                List.of(before.seq() + 1),
                BrokerUnderTest.seqs(
                        subject.batch(subject.channel(), before, 10).publications()));
    }

    /** F1.6: what is younger than the age and within the count is there. */
    @Test
    default void what_is_younger_than_the_age_can_be_read() throws Exception {
        BrokerUnderTest subject = lab().inVirtualTime(Retention.of(Duration.ofMinutes(5), 100));
        Position start = subject.fill(10);
        subject.patience().pass(Duration.ofSeconds(290));
        assertEquals(10, subject.all(subject.channel(), start).size());
        subject.append("younger");
        assertEquals(11, subject.all(subject.channel(), start).size());
    }

    /** F1.6: at the latest a minute after its age. */
    @Test
    default void what_is_older_than_the_age_is_trimmed() throws Exception {
        lab().require(BrokerContract.Capability.AGE_LIMIT);
        BrokerUnderTest subject = lab().inVirtualTime(Retention.of(Duration.ofMinutes(5), 10_000));
        Position start = subject.fill(10);
        subject.patience().pass(Duration.ofMinutes(6));
        subject.appendUntilTrimmed(start);
    }

    /** D5, {@code (epoch, seq)} of the head stays valid: a channel that has become empty is not a new one. */
    @Test
    default void a_channel_that_age_has_emptied_goes_on_where_it_was() throws Exception {
        BrokerUnderTest subject = lab().inVirtualTime(Retention.of(Duration.ofMinutes(5), 100));
        Position newest = subject.fill(10).at(10);
        subject.patience().pass(Duration.ofHours(2));
        assertEquals(newest, subject.head(subject.channel()).position());
        assertEquals(List.of(), subject.all(subject.channel(), newest));
        assertEquals(newest.at(11), subject.append("late"));
        assertEquals(List.of(11L), BrokerUnderTest.seqs(subject.all(subject.channel(), newest)));
    }

    /** F1.6, {@code Retention.channelBytes}. */
    @Test
    default void a_channel_beyond_its_bytes_loses_its_oldest() throws Exception {
        lab().require(BrokerContract.Capability.BYTE_LIMIT);
        BrokerUnderTest subject = lab().broker(Retention.DEFAULT.channelBytes(512 * 1024));
        Position start = fillBytes(subject, subject.channel(), 2 * 1024 * 1024);
        assertEquals(GapReason.TRIMMED, subject.gap(subject.channel(), start).reason());
        assertNewestIsThere(subject, subject.channel());
    }

    /** F1.6, {@code Retention.nodeBytes}: the oldest goes, whatever its channel. */
    @Test
    default void all_channels_beyond_their_bytes_lose_the_oldest() throws Exception {
        lab().require(BrokerContract.Capability.BYTE_LIMIT);
        BrokerUnderTest subject = lab().broker(Retention.DEFAULT.nodeBytes(1024 * 1024));
        Channel older = subject.channel("older");
        Channel younger = subject.channel("younger");
        Position start = fillBytes(subject, older, 512 * 1024);
        Position newestOfOlder = subject.head(older).position();
        fillBytes(subject, younger, 2 * 1024 * 1024);
        assertEquals(GapReason.TRIMMED, subject.gap(older, start).reason());
        assertEquals(newestOfOlder, subject.head(older).position());
        assertNewestIsThere(subject, younger);
    }

    private static Position fillBytes(BrokerUnderTest subject, Channel channel, int bytes) {
        Draft draft = Drafts.sized(32 * 1024);
        for (int appended = 0; appended < bytes; appended += 32 * 1024) {
            subject.append(channel, draft, null);
        }
        return subject.start(channel);
    }

    private static void assertNewestIsThere(BrokerUnderTest subject, Channel channel) {
        Position newest = subject.head(channel).position();
        Read.Batch batch = subject.batch(channel, newest.at(newest.seq() - 1), 10);
        assertEquals(List.of(newest.seq()), BrokerUnderTest.seqs(batch.publications()));
    }
}
