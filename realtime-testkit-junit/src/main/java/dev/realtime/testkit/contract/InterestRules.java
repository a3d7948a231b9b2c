package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.Channel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which channels a feed hears. */
interface InterestRules {
    BrokerLab lab();

    /** {@code Feed.add}: only what was added. */
    @Test
    default void a_channel_that_was_not_added_is_not_heard() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Channel silent = subject.channel("silent");
        Ear ear = subject.ear();
        ear.add(subject.channel());
        subject.append(silent, "text", null);
        ear.fence(subject, subject.channel());
        assertEquals(List.of(), ear.heard().seqs(silent));
    }

    /** {@code Feed.remove}: when it has completed, nothing more is heard. */
    @Test
    default void a_channel_that_was_removed_is_not_heard() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Channel left = subject.channel("left");
        Ear ear = subject.ear();
        ear.add(subject.channel(), left);
        subject.append(left, "before", null);
        ear.hear(left, 1);
        ear.remove(left);
        subject.append(left, "after", null);
        ear.fence(subject, subject.channel());
        assertEquals(List.of(1L), ear.heard().seqs(left));
    }

    /** {@code Feed}: idempotent; channels are not counted. */
    @Test
    default void adding_a_channel_twice_needs_one_removal_only() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Channel twice = subject.channel("twice");
        Ear ear = subject.ear();
        ear.add(subject.channel(), twice);
        ear.add(twice);
        ear.remove(twice);
        ear.remove(twice, subject.channel("never-added"));
        subject.append(twice, "text", null);
        ear.fence(subject, subject.channel());
        assertEquals(List.of(), ear.heard().seqs(twice));
    }

    /** {@code Feed}: who has left may come again. */
    @Test
    default void a_channel_that_was_removed_can_be_added_again() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Ear ear = subject.ear();
        for (int i = 0; i < 20; i++) {
            ear.add(subject.channel());
            ear.fence(subject, subject.channel());
            ear.remove(subject.channel());
        }
    }

    /** {@code Feed.add}: a node that comes back adds all its channels at once. */
    @Test
    default void many_channels_can_be_added_at_once() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Channel[] channels =
                IntStream.range(0, 600).mapToObj(i -> subject.channel("s" + i)).toArray(Channel[]::new);
        Ear ear = subject.ear();
        ear.add(channels);
        for (Channel channel : channels) {
            subject.append(channel, "text", null);
        }
        for (Channel channel : channels) {
            ear.hear(channel, 1);
        }
        ear.remove(channels);
    }

    /** {@code Broker.open}: each feed hears what it has added. */
    @Test
    default void feeds_do_not_share_their_channels() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Channel tasks = subject.channel("tasks");
        Ear here = subject.ear();
        Ear there = lab().earOfAnotherNode(subject);
        here.add(subject.channel(), tasks);
        there.add(subject.channel(), tasks);
        there.remove(tasks);
        subject.append(tasks, "text", null);
        here.hear(tasks, 1);
        there.fence(subject, subject.channel());
        assertEquals(List.of(), there.heard().seqs(tasks));
    }

    /** {@code Feed.close}: it ceases to hear anything, and others go on. */
    @Test
    default void a_closed_feed_hears_nothing_and_others_go_on() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Ear here = subject.ear();
        Ear there = lab().earOfAnotherNode(subject);
        here.add(subject.channel());
        there.add(subject.channel());
        there.feed().close();
        int calls = there.heard().calls();
        here.fence(subject, subject.channel());
        subject.patience().rest();
        assertEquals(calls, there.heard().calls());
    }

    /** {@code Feed}: idempotent. */
    @Test
    default void closing_a_feed_twice_is_closing_it_once() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Ear ear = subject.ear();
        ear.add(subject.channel());
        ear.feed().close();
        ear.feed().close();
        Ear next = subject.ear();
        next.add(subject.channel());
        next.fence(subject, subject.channel());
    }

    /** {@code Feed}: thread-safe. */
    @Test
    default void many_threads_may_add_and_remove() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Ear ear = subject.ear();
        subject.patience().together(BrokerUnderTest.THREADS, thread -> {
            Channel own = subject.channel("of-" + thread);
            for (int i = 0; i < 20; i++) {
                ear.add(own);
                ear.fence(subject, own);
                ear.remove(own);
                subject.append(own, "nobody hears this", null);
            }
        });
        for (int thread = 0; thread < BrokerUnderTest.THREADS; thread++) {
            assertEquals(20, ear.heard().of(subject.channel("of-" + thread)).size(), "of thread " + thread);
        }
    }
}
