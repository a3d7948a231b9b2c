package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.PublishException;
import dev.realtime.core.broker.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** F1.19: the same key of the same channel within 2 minutes is appended once. */
interface IdempotencyRules {
    BrokerLab lab();

    /** F1.19: the second one appends nothing, whatever it holds, and gives the first one's position. */
    @Test
    default void a_key_is_appended_once_and_gives_the_first_position_again() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Appended first = subject.append(subject.channel(), "first", "key");
        subject.append("between");
        assertFalse(first.duplicate());
        assertEquals(new Appended(first.position(), true), subject.append(subject.channel(), "second", "key"));
        assertEquals(
                List.of(Drafts.show(Drafts.text("first")), Drafts.show(Drafts.text("between"))),
                subject.shown(subject.channel(), first.position().at(0)));
    }

    /** F1.19: looking up the key and appending are one step. */
    @Test
    default void many_threads_with_one_key_append_once() throws Exception {
        BrokerUnderTest subject = lab().broker();
        for (int round = 1; round <= 20; round++) {
            String key = "key " + round;
            Queue<Appended> answers = new ConcurrentLinkedQueue<>();
            subject.patience()
                    .together(
                            BrokerUnderTest.THREADS,
                            thread -> answers.add(subject.append(subject.channel(), key, key)));
            assertEquals(
                    1, answers.stream().filter(answer -> !answer.duplicate()).count(), () -> "appended: " + answers);
            assertEquals(1, answers.stream().map(Appended::position).distinct().count(), () -> "positions: " + answers);
        }
        assertEquals(20, subject.head(subject.channel()).position().seq());
    }

    /** F1.19: nobody hears of the second one. */
    @Test
    default void a_repeated_key_is_not_heard_again() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Ear ear = subject.ear();
        ear.add(subject.channel());
        subject.append(subject.channel(), "first", "key");
        subject.append(subject.channel(), "second", "key");
        subject.append("fence");
        List<Publication> heard = ear.hear(subject.channel(), 2);
        assertEquals(
                List.of(Drafts.show(Drafts.text("first")), Drafts.show(Drafts.text("fence"))),
                heard.stream().map(Drafts::show).toList());
    }

    /** {@code AppendOptions}: a key belongs to its channel. */
    @Test
    default void the_same_key_in_another_channel_is_another_one() throws Exception {
        BrokerUnderTest subject = lab().broker();
        subject.append(subject.channel(), "first", "key");
        assertFalse(subject.append(subject.channel("tasks"), "second", "key").duplicate());
        Channel ofAnotherOrg =
                Channel.of(subject.org() + "-other", subject.channel().service());
        assertFalse(subject.append(ofAnotherOrg, "third", "key").duplicate());
    }

    /** {@code AppendOptions}: without a key everything is appended. */
    @Test
    default void without_a_key_the_same_is_appended_again() throws Exception {
        BrokerUnderTest subject = lab().broker();
        subject.append("same");
        assertEquals(2, subject.append("same").seq());
    }

    /** {@code Event.id}: up to 128 characters, and all of them count. */
    @Test
    default void keys_that_differ_in_their_last_character_are_different_ones() throws Exception {
        BrokerUnderTest subject = lab().broker();
        String long127 = "k".repeat(127);
        subject.append(subject.channel(), "a", long127 + "a");
        assertFalse(subject.append(subject.channel(), "b", long127 + "b").duplicate());
        assertFalse(subject.append(subject.channel(), "c", long127 + "A").duplicate());
        assertFalse(subject.append(subject.channel(), "d", long127).duplicate());
        assertEquals(4, subject.head(subject.channel()).position().seq());
    }

    /** F1.19: only what was appended takes its key. */
    @Test
    default void a_rejected_publication_does_not_take_its_key() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Throwable failure = subject.patience()
                .outcome(
                        "append",
                        subject.broker()
                                .append(
                                        subject.channel(),
                                        Drafts.sized(Publication.MAX_PAYLOAD_BYTES + 1),
                                        new AppendOptions("key")));
        assertInstanceOf(PublishException.Rejected.class, failure);
        assertFalse(subject.append(subject.channel(), "small", "key").duplicate());
    }

    /** F1.19: also for a key whose publication is gone. */
    @Test
    default void the_first_position_is_known_after_its_publication_was_trimmed() throws Exception {
        lab().require(BrokerContract.Capability.COUNT_LIMIT);
        BrokerUnderTest subject = lab().broker(Retention.of(Duration.ofMinutes(5), 10));
        Position first = subject.append(subject.channel(), "first", "key").position();
        subject.appendUntilTrimmed(first.at(0));
        assertEquals(new Appended(first, true), subject.append(subject.channel(), "second", "key"));
    }

    /** F1.19: for 2 minutes. */
    @Test
    default void a_key_is_known_for_2_minutes() throws Exception {
        BrokerUnderTest subject = lab().inVirtualTime(Retention.DEFAULT);
        Appended first = subject.append(subject.channel(), "first", "key");
        subject.patience().pass(Duration.ofSeconds(118));
        assertEquals(new Appended(first.position(), true), subject.append(subject.channel(), "second", "key"));
    }

    /** F1.19: keys are not kept for ever; a minute is allowed for noticing. */
    @Test
    default void a_key_is_forgotten_within_a_minute_after_its_2_minutes() throws Exception {
        BrokerUnderTest subject = lab().inVirtualTime(Retention.DEFAULT);
        subject.append(subject.channel(), "first", "key");
        subject.patience().pass(Duration.ofMinutes(3));
        Appended second = subject.append(subject.channel(), "second", "key");
        assertFalse(second.duplicate());
        assertEquals(2, second.position().seq());
    }

    /** F1.19: the 2 minutes are counted from the publication that was appended. */
    @Test
    default void a_repeat_does_not_renew_a_key() throws Exception {
        BrokerUnderTest subject = lab().inVirtualTime(Retention.DEFAULT);
        subject.append(subject.channel(), "first", "key");
        subject.patience().pass(Duration.ofSeconds(100));
        subject.append(subject.channel(), "second", "key");
        subject.patience().pass(Duration.ofSeconds(80));
        assertFalse(subject.append(subject.channel(), "third", "key").duplicate());
    }
}
