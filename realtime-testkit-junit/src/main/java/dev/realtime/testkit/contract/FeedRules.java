package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * What a live feed says. It may repeat and, for the sake of broken networks, lose; in a calm one it does not lose, or every node
 * reads all the time.
 */
interface FeedRules {
    BrokerLab lab();

    /** {@code Feed}, D1: in order, and without a hole. */
    @Test
    default void a_feed_says_what_is_appended_in_order_and_without_a_hole() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Ear ear = subject.ear();
        ear.add(subject.channel());
        subject.fill(300);
        ear.hear(subject.channel(), 300);
        assertEquals(BrokerUnderTest.numbers(1, 300), ear.heard().seqs(subject.channel()));
    }

    /** {@code Feed.add}: when it has completed, every later append is heard. */
    @Test
    default void what_is_appended_after_add_has_completed_is_heard() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Ear ear = subject.ear();
        for (int i = 0; i < 50; i++) {
            Channel channel = subject.channel("s" + i);
            ear.add(channel);
            Position position = subject.append(channel, "text", null).position();
            assertEquals(position, ear.hear(channel, 1).get(0).position());
        }
    }

    /** D2: who adds first and reads then has everything, whoever appends meanwhile. */
    @Test
    default void nothing_is_lost_between_a_read_and_the_feed() throws Exception {
        BrokerUnderTest subject = lab().broker();
        for (int round = 0; round < 20; round++) {
            Channel channel = subject.channel("round-" + round);
            Position start = subject.start(channel);
            Ear ear = subject.ear();
            AtomicReference<List<Publication>> read = new AtomicReference<>(List.of());
            subject.patience().together(2, thread -> {
                if (thread == 0) {
                    for (int i = 0; i < 40; i++) {
                        subject.append(channel, "text " + i, null);
                    }
                } else {
                    ear.add(channel);
                    read.set(subject.all(channel, start));
                }
            });
            List<Long> known = BrokerUnderTest.seqs(read.get());
            subject.patience()
                    .until(
                            () -> "1 to 40 are read or heard; read: " + known + ", heard: "
                                    + ear.heard().seqs(channel),
                            () -> union(known, ear.heard().seqs(channel)).equals(BrokerUnderTest.numbers(1, 40)));
            ear.feed().close();
        }
    }

    private static List<Long> union(List<Long> read, List<Long> heard) {
        List<Long> both = new ArrayList<>(read);
        both.addAll(heard);
        return both.stream().distinct().sorted().toList();
    }

    /** {@code Feed}: also when many append; the order is what the numbers say. */
    @Test
    default void what_many_threads_append_is_heard() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Ear ear = subject.ear();
        ear.add(subject.channel());
        subject.patience().together(BrokerUnderTest.THREADS, thread -> {
            for (int i = 0; i < BrokerUnderTest.APPENDS; i++) {
                subject.append(thread + " " + i);
            }
        });
        int count = BrokerUnderTest.THREADS * BrokerUnderTest.APPENDS;
        List<Long> heard = BrokerUnderTest.seqs(ear.hear(subject.channel(), count));
        assertEquals(BrokerUnderTest.numbers(1, count), heard.stream().sorted().toList());
    }

    /** D3: nodes see one order. */
    @Test
    default void two_nodes_hear_the_same_in_the_same_order() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Ear here = subject.ear();
        Ear there = lab().earOfAnotherNode(subject);
        here.add(subject.channel());
        there.add(subject.channel());
        subject.fill(100);
        assertEquals(
                here.hear(subject.channel(), 100).stream().map(Drafts::showAll).toList(),
                there.hear(subject.channel(), 100).stream().map(Drafts::showAll).toList());
    }

    /** D4: nothing of another org, and nothing of another service. */
    @Test
    default void each_publication_is_heard_under_its_own_channel_only() throws Exception {
        BrokerUnderTest subject = lab().broker();
        List<Channel> channels = List.of(
                subject.channel(),
                subject.channel("tasks"),
                Channel.of(subject.org() + "-other", subject.channel().service()),
                Channel.of(subject.org() + ":main", "tasks"));
        Ear ear = subject.ear();
        ear.add(channels.toArray(Channel[]::new));
        for (Channel channel : channels) {
            subject.append(channel, "of " + channel, null);
        }
        for (Channel channel : channels) {
            List<String> heard = ear.hear(channel, 1).stream().map(Drafts::show).toList();
            assertEquals(List.of(Drafts.show(Drafts.text("of " + channel))), heard, channel::toString);
        }
    }
}
