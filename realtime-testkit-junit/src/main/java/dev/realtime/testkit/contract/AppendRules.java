package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.After;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.PublishException;
import dev.realtime.core.broker.Read;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a broker counts. */
interface AppendRules {
    BrokerLab lab();

    /** F1.5, D5: {@code seq} counts 1, 2, 3 ... */
    @Test
    default void numbers_begin_at_1_and_count_one_by_one() throws Exception {
        BrokerUnderTest subject = lab().broker();
        List<Long> seqs = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            seqs.add(subject.append("text " + i).seq());
        }
        assertEquals(BrokerUnderTest.numbers(1, 30), seqs);
    }

    /** D5: an epoch names one unbroken history. */
    @Test
    default void publications_of_one_history_have_one_epoch() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Set<String> epochs = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            epochs.add(subject.append("text " + i).epoch());
        }
        epochs.add(subject.head(subject.channel()).position().epoch());
        assertEquals(1, epochs.size(), epochs::toString);
    }

    /** D5: epochs are unique over all channels. */
    @Test
    default void no_two_channels_share_an_epoch() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Set<String> epochs = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Channel channel = subject.channel("s" + i);
            epochs.add(
                    i % 2 == 0
                            ? subject.head(channel).position().epoch()
                            : subject.append(channel, "text", null).position().epoch());
        }
        assertEquals(50, epochs.size());
    }

    /** F1.5: a number is given once, whoever appends. */
    @Test
    default void many_threads_get_each_number_once_and_none_is_missing() throws Exception {
        BrokerUnderTest subject = lab().broker();
        List<Long> seqs =
                told(subject).keySet().stream().map(Position::seq).sorted().toList();
        assertEquals(BrokerUnderTest.numbers(1, BrokerUnderTest.THREADS * BrokerUnderTest.APPENDS), seqs);
    }

    /** D3: there is one truth for a position, and the append has told it. */
    @Test
    default void what_many_threads_append_stands_where_each_was_told() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Map<Position, String> told = told(subject);
        for (Publication publication : subject.all(subject.channel(), subject.start(subject.channel()))) {
            assertEquals(
                    told.remove(publication.position()),
                    Drafts.show(publication),
                    () -> "at " + publication.position());
        }
        assertEquals(Map.of(), told, "told, but not there");
    }

    /** D1: who waits for each append finds its publications in its own order. */
    @Test
    default void the_appends_of_a_thread_stand_in_its_order() throws Exception {
        BrokerUnderTest subject = lab().broker();
        told(subject);
        List<String> log = subject.shown(subject.channel(), subject.start(subject.channel()));
        for (int thread = 0; thread < BrokerUnderTest.THREADS; thread++) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < BrokerUnderTest.APPENDS; i++) {
                places.add(log.indexOf(Drafts.show(Drafts.text(thread + " " + i))));
            }
            assertEquals(places.stream().sorted().toList(), places, "of thread " + thread);
        }
    }

    /** Appends from many threads; gives what each was told. */
    private static Map<Position, String> told(BrokerUnderTest subject) {
        Map<Position, String> told = new ConcurrentHashMap<>();
        subject.patience().together(BrokerUnderTest.THREADS, thread -> {
            for (int i = 0; i < BrokerUnderTest.APPENDS; i++) {
                String text = thread + " " + i;
                told.put(subject.append(text), Drafts.show(Drafts.text(text)));
            }
        });
        return told;
    }

    /** {@code Broker.append}: when the stage completes, the publication can be read. */
    @Test
    default void what_was_confirmed_can_be_read() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Position before = subject.start(subject.channel());
        for (int i = 0; i < 50; i++) {
            Position appended = subject.append("text " + i);
            List<Publication> read =
                    subject.batch(subject.channel(), before, 10).publications();
            assertEquals(
                    List.of(appended), read.stream().map(Publication::position).toList());
            before = appended;
        }
    }

    /** F1.5: numbers are counted for each channel. */
    @Test
    default void channels_count_independently() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Channel tasks = subject.channel("tasks");
        assertEquals(1, subject.append("a").seq());
        assertEquals(2, subject.append("b").seq());
        assertEquals(1, subject.append(tasks, "c", null).position().seq());
        assertEquals(3, subject.append("d").seq());
        assertEquals(List.of(Drafts.show(Drafts.text("c"))), subject.shown(tasks, subject.start(tasks)));
    }

    /** D4: a channel is an org and a service, and no two pairs are the same one, however they are written down. */
    @Test
    default void channels_whose_names_look_alike_are_different_ones() throws Exception {
        BrokerUnderTest subject = lab().broker();
        String org = subject.org();
        List<Channel> channels = List.of(
                Channel.of(org, "a:b"),
                Channel.of(org + ":a", "b"),
                Channel.of(org, "a.b"),
                Channel.of(org + ".a", "b"),
                Channel.of(org, "a-b"),
                Channel.of(org + "-a", "b"),
                Channel.of(org, "a"),
                Channel.of(org, "A"),
                Channel.of(org + "/a", "b"),
                Channel.of(org + "*", "a"),
                Channel.of(org + "{x}", "a"),
                Channel.of(org + " ", "a"),
                Channel.of(org + "\u00e9", "a"),
                Channel.of(org + "e\u0301", "a"));
        for (Channel channel : channels) {
            assertEquals(
                    1, subject.append(channel, "of " + channel, null).position().seq(), channel::toString);
        }
        for (Channel channel : channels) {
            List<String> log = subject.shown(channel, subject.start(channel));
            assertEquals(List.of(Drafts.show(Drafts.text("of " + channel))), log, channel::toString);
        }
    }

    /** {@code Broker}: a stage completes, once. */
    @Test
    default void an_append_and_a_read_complete_once() throws Exception {
        BrokerUnderTest subject = lab().broker();
        AtomicInteger completions = new AtomicInteger();
        Position start = subject.start(subject.channel());
        for (int i = 0; i < 10; i++) {
            CompletionStage<Appended> append =
                    subject.broker().append(subject.channel(), Drafts.text("text " + i), AppendOptions.NONE);
            append.whenComplete((appended, failure) -> completions.incrementAndGet());
            subject.patience().get("append", append);
            CompletionStage<Read> read = subject.broker().read(subject.channel(), new After.At(start), 5);
            read.whenComplete((answer, failure) -> completions.incrementAndGet());
            subject.patience().get("read", read);
        }
        subject.patience().rest();
        assertEquals(20, completions.get());
    }

    /** P18: a payload of 256 KiB is taken. */
    @Test
    default void the_largest_payload_is_taken() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Position position = subject.append(subject.channel(), Drafts.sized(Publication.MAX_PAYLOAD_BYTES), null)
                .position();
        List<Publication> read =
                subject.batch(subject.channel(), position.at(0), 10).publications();
        assertEquals(Publication.MAX_PAYLOAD_BYTES, read.get(0).payload().length);
    }

    /** P18: a larger one is rejected, which is no gap in the numbers. */
    @Test
    default void a_larger_payload_is_rejected_and_takes_no_number() throws Exception {
        BrokerUnderTest subject = lab().broker();
        Throwable failure = subject.patience()
                .outcome(
                        "append",
                        subject.broker()
                                .append(
                                        subject.channel(),
                                        Drafts.sized(Publication.MAX_PAYLOAD_BYTES + 1),
                                        AppendOptions.NONE));
        assertInstanceOf(PublishException.Rejected.class, failure);
        assertEquals(1, subject.append("small").seq());
        assertEquals(
                List.of(Drafts.show(Drafts.text("small"))),
                subject.shown(subject.channel(), subject.start(subject.channel())));
    }
}
