package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Head;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a broker says when its engine fails it. */
interface FailureRules {
    BrokerLab lab();

    /** {@code FeedListener.onInterrupted}, {@code onRestored}: a lost connection is said, and so is its end. */
    @Test
    default void an_interruption_and_its_end_are_said() throws Exception {
        lab().require(BrokerContract.Capability.INTERRUPTION);
        BrokerUnderTest subject = lab().broker();
        Ear ear = subject.ear();
        ear.add(subject.channel());
        ear.fence(subject, subject.channel());
        assertFalse(ear.heard().isInterrupted(subject.channel()), "interrupted before anything was cut");
        interruptAndRestore(subject, ear, () -> {});
    }

    /** D2: what was appended meanwhile can be read; nothing that was confirmed is lost. */
    @Test
    default void what_was_confirmed_during_an_interruption_can_be_read() throws Exception {
        lab().require(BrokerContract.Capability.INTERRUPTION);
        BrokerUnderTest subject = lab().broker();
        Ear ear = subject.ear();
        ear.add(subject.channel());
        Position before = subject.append("before");
        int[] confirmed = {0};
        interruptAndRestore(subject, ear, () -> {
            for (int i = 0; i < 5; i++) {
                confirmed[0] += appendIfPossible(subject, "meanwhile " + i) ? 1 : 0;
            }
        });
        List<String> read = subject.shown(subject.channel(), before);
        long meanwhile =
                read.stream().filter(shown -> shown.contains("meanwhile")).count();
        assertEquals(meanwhile, read.stream().distinct().count(), "each once");
        assertFalse(meanwhile < confirmed[0], () -> confirmed[0] + " were confirmed, but there are " + read);
    }

    private static boolean appendIfPossible(BrokerUnderTest subject, String text) {
        return subject.patience()
                        .outcome(
                                "an append during an interruption",
                                subject.broker().append(subject.channel(), Drafts.text(text), AppendOptions.NONE))
                == null;
    }

    /** {@code FeedListener.onRestored}: the feed is attached again, to all its channels. */
    @Test
    default void after_an_interruption_every_append_is_heard_again() throws Exception {
        lab().require(BrokerContract.Capability.INTERRUPTION);
        BrokerUnderTest subject = lab().broker();
        Channel tasks = subject.channel("tasks");
        Ear ear = subject.ear();
        ear.add(subject.channel(), tasks);
        interruptAndRestore(subject, ear, () -> {});
        subject.patience().until(() -> "appends work again", () -> appendIfPossible(subject, "again"));
        for (Channel channel : List.of(subject.channel(), tasks)) {
            Position position = subject.append(channel, "after", null).position();
            subject.patience()
                    .until(
                            () -> position + " is heard; these are: "
                                    + ear.heard().seqs(channel),
                            () -> ear.heard().seqs(channel).contains(position.seq()));
        }
    }

    private void interruptAndRestore(BrokerUnderTest subject, Ear ear, Runnable meanwhile) throws Exception {
        Channel channel = subject.channel();
        lab().contract().interrupt(subject.broker());
        subject.patience()
                .until(() -> "the interruption is said", () -> ear.heard().isInterrupted(channel));
        assertFalse(ear.heard().isRestored(channel), "said to be restored while it was cut off");
        meanwhile.run();
        lab().contract().restore(subject.broker());
        subject.patience()
                .until(
                        () -> "the end of the interruption is said",
                        () -> ear.heard().isRestored(channel));
    }

    /** D5: a new epoch names the last position of the old one that is valid, and counts on from there. */
    @Test
    default void a_fork_names_its_ancestor_and_counts_on() throws Exception {
        BrokerUnderTest subject = forked();
        Head head = subject.head(subject.channel());
        Position ancestor = head.ancestor();
        assertEquals(7, ancestor == null ? -1 : ancestor.seq());
        assertEquals(7, head.position().seq());
        assertNotEquals(
                ancestor == null ? "" : ancestor.epoch(), head.position().epoch());
        assertEquals(head.position().at(8), subject.append("after"));
        assertEquals(ancestor, subject.head(subject.channel()).ancestor());
    }

    /** D5: positions up to the ancestor go on without a gap. */
    @Test
    default void positions_up_to_the_ancestor_of_a_fork_stay_valid() throws Exception {
        BrokerUnderTest subject = forked();
        Position ancestor = ancestor(subject);
        assertEquals(List.of(), subject.all(subject.channel(), ancestor));
        subject.append("after");
        for (long seq = 0; seq <= 7; seq++) {
            assertEquals(
                    BrokerUnderTest.numbers(seq + 1, 8),
                    BrokerUnderTest.seqs(subject.all(subject.channel(), ancestor.at(seq))));
        }
    }

    /** D5, {@code GapReason.TAIL_LOST}: the others are told that their end is lost, also when the numbers are used again. */
    @Test
    default void positions_beyond_the_ancestor_of_a_fork_are_a_lost_tail() throws Exception {
        BrokerUnderTest subject = forked();
        Position ancestor = ancestor(subject);
        for (int i = 0; i < 5; i++) {
            for (long seq = 8; seq <= 10; seq++) {
                assertEquals(
                        GapReason.TAIL_LOST,
                        subject.gap(subject.channel(), ancestor.at(seq)).reason());
            }
            subject.append("after " + i);
        }
    }

    /** A channel of 10 publications that has lost 3. */
    private BrokerUnderTest forked() throws Exception {
        lab().require(BrokerContract.Capability.FORK);
        BrokerUnderTest subject = lab().broker();
        subject.fill(10);
        assertNull(subject.head(subject.channel()).ancestor(), "a new channel has no ancestor");
        lab().contract().fork(subject.broker(), subject.channel(), 3);
        return subject;
    }

    private static Position ancestor(BrokerUnderTest subject) {
        Position ancestor = subject.head(subject.channel()).ancestor();
        return ancestor == null ? new Position("none", 0) : ancestor;
    }
}
