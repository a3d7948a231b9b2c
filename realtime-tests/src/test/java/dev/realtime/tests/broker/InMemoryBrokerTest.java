package dev.realtime.tests.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.After;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Feed;
import dev.realtime.core.broker.FeedListener;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.PublishException;
import dev.realtime.core.broker.Read;
import dev.realtime.core.broker.Retention;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** F1.5, F1.19, architecture section 6: the default broker. */
class InMemoryBrokerTest {
    private static final Channel FINANCE = Channel.of("acme", "finance");
    private static final Channel TASKS = Channel.of("acme", "tasks");
    private static final Duration WINDOW = Duration.ofMinutes(2);

    private final ManualScheduler time = ManualScheduler.inOrder();
    private final InMemoryBroker broker =
            new InMemoryBroker(Retention.of(Duration.ofMinutes(5), 10), time, new Random(1));

    private Appended append(Channel channel, String key) {
        time.advance(Duration.ofNanos(1));
        return get(broker.append(channel, draft(10), new AppendOptions(key)));
    }

    private static Draft draft(int payload) {
        return Draft.events(Map.of(), null, new byte[payload]);
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static Throwable failure(CompletionStage<?> stage) {
        return assertThrows(CompletionException.class, () -> get(stage)).getCause();
    }

    private Read.Batch batch(Position after, int limit) {
        return assertInstanceOf(Read.Batch.class, get(broker.read(FINANCE, new After.At(after), limit)));
    }

    // ---- append and read

    @Test
    void F1_5_channels_count_independently() {
        assertEquals(1, append(FINANCE, null).position().seq());
        assertEquals(2, append(FINANCE, null).position().seq());
        assertEquals(1, append(TASKS, null).position().seq());
    }

    @Test
    void a_publication_has_what_was_drafted_and_the_time_of_the_append() {
        Draft draft = Draft.events(Map.of("propertyId", "1"), "e1", "[1]".getBytes());
        Position position =
                get(broker.append(FINANCE, draft, AppendOptions.NONE)).position();
        Publication publication = batch(position.at(0), 10).publications().get(0);
        assertEquals(position, publication.position());
        assertEquals(time.wallClock(), publication.time());
        assertEquals(Map.of("propertyId", "1"), publication.tags());
        assertEquals("e1", publication.eventId());
        assertEquals("[1]", new String(publication.payload()));
    }

    @Test
    void a_read_of_the_head_makes_a_position_for_a_channel_that_was_never_used() {
        Read read = get(broker.read(FINANCE, After.HEAD, 1));
        assertEquals(0, read.head().position().seq());
        assertEquals(read, get(broker.read(FINANCE, After.HEAD, 1)));
        assertEquals(read.head().position().at(1), append(FINANCE, null).position());
    }

    @Test
    void a_read_says_whether_its_limit_cut_it() {
        for (int i = 0; i < 3; i++) {
            append(FINANCE, null);
        }
        Position start = broker.buffer(FINANCE).head().position().at(0);
        assertTrue(batch(start, 2).more());
        assertEquals(2, batch(start, 2).publications().size());
        assertFalse(batch(start, 3).more());
        assertEquals(List.of(), batch(start.at(3), 3).publications());
    }

    @Test
    void a_read_beyond_retention_is_a_gap_with_the_head() {
        for (int i = 0; i < 20; i++) {
            append(FINANCE, null);
        }
        Position start = broker.buffer(FINANCE).head().position().at(0);
        Read.Gap gap = assertInstanceOf(Read.Gap.class, get(broker.read(FINANCE, new After.At(start), 5)));
        assertEquals(GapReason.TRIMMED, gap.reason());
        assertEquals(start.at(20), gap.head().position());
    }

    @Test
    void P18_more_than_256_KiB_is_rejected_and_takes_no_number() {
        assertInstanceOf(
                PublishException.Rejected.class,
                failure(broker.append(FINANCE, draft(256 * 1024 + 1), AppendOptions.NONE)));
        assertEquals(
                1,
                get(broker.append(FINANCE, draft(256 * 1024), AppendOptions.NONE))
                        .position()
                        .seq());
    }

    // ---- F1.19

    @Test
    void F1_19_the_same_key_within_2_min_is_appended_once() {
        Appended first = append(FINANCE, "k");
        time.advance(WINDOW.minusSeconds(1));
        assertEquals(new Appended(first.position(), true), append(FINANCE, "k"));
        assertEquals(1, broker.buffer(FINANCE).size());
    }

    @Test
    void F1_19_after_2_min_the_same_key_is_appended_again() {
        append(FINANCE, "k");
        time.advance(WINDOW);
        Appended second = append(FINANCE, "k");
        assertFalse(second.duplicate());
        assertEquals(2, second.position().seq());
    }

    @Test
    void F1_19_a_repeat_does_not_renew_the_2_min() {
        append(FINANCE, "k");
        time.advance(Duration.ofSeconds(90));
        assertTrue(append(FINANCE, "k").duplicate());
        time.advance(Duration.ofSeconds(90));
        assertFalse(append(FINANCE, "k").duplicate());
    }

    @Test
    void F1_19_the_same_key_in_another_channel_is_another_one() {
        append(FINANCE, "k");
        assertFalse(append(TASKS, "k").duplicate());
        assertFalse(append(Channel.of("other", "finance"), "k").duplicate());
    }

    @Test
    void F1_19_the_first_position_is_remembered_when_its_publication_is_forgotten() {
        Appended first = append(FINANCE, "k");
        for (int i = 0; i < 20; i++) {
            append(FINANCE, null);
        }
        assertEquals(first.position(), append(FINANCE, "k").position());
    }

    @Test
    void F1_19_a_rejected_publication_does_not_take_its_key() {
        failure(broker.append(FINANCE, draft(256 * 1024 + 1), new AppendOptions("k")));
        assertFalse(append(FINANCE, "k").duplicate());
    }

    @Test
    void F1_19_keys_are_forgotten_without_anybody_asking() {
        append(FINANCE, "k");
        time.advance(Duration.ofMinutes(10));
        assertEquals(0, time.timers());
    }

    // ---- feed

    /** Writes down what it hears. */
    private static final class Heard implements FeedListener {
        final List<String> lines = new ArrayList<>();

        @Override
        public void onPublication(Channel channel, Publication publication) {
            lines.add(channel + " " + publication.seq());
        }

        @Override
        public void onInterrupted(Set<Channel> channels, Throwable cause) {
            lines.add("interrupted");
        }

        @Override
        public void onRestored(Set<Channel> channels) {
            lines.add("restored");
        }
    }

    @Test
    void a_feed_hears_the_channels_that_were_added_until_they_are_removed() {
        Heard heard = new Heard();
        Feed feed = broker.open(heard);
        append(FINANCE, null);
        get(feed.add(List.of(FINANCE)));
        append(FINANCE, null);
        append(TASKS, null);
        get(feed.remove(List.of(FINANCE)));
        append(FINANCE, null);
        assertEquals(List.of("acme/finance 2"), heard.lines);
    }

    @Test
    void a_repeated_key_is_not_announced_again() {
        Heard heard = new Heard();
        get(broker.open(heard).add(List.of(FINANCE)));
        append(FINANCE, "k");
        append(FINANCE, "k");
        assertEquals(List.of("acme/finance 1"), heard.lines);
    }

    @Test
    void a_closed_feed_hears_nothing() {
        Heard heard = new Heard();
        Feed feed = broker.open(heard);
        get(feed.add(List.of(FINANCE)));
        feed.close();
        append(FINANCE, null);
        assertEquals(List.of(), heard.lines);
    }

    // ---- invented names

    private void look(String org, int from, int to) {
        for (int i = from; i < to; i++) {
            broker.buffer(Channel.of(org, "s" + i));
        }
    }

    @Test
    void names_that_nobody_published_to_are_capped_at_1_000_an_org() {
        look("acme", 0, 5_000);
        assertEquals(1_000, broker.channels());
        look("other", 0, 5_000);
        assertEquals(2_000, broker.channels());
    }

    @Test
    void the_oldest_name_goes_first() {
        Position first = broker.buffer(Channel.of("acme", "s0")).head().position();
        look("acme", 1, 1_000);
        assertEquals(first, broker.buffer(Channel.of("acme", "s0")).head().position());
        look("acme", 1_000, 2_000);
        assertNotEquals(first, broker.buffer(Channel.of("acme", "s0")).head().position());
    }

    @Test
    void a_channel_that_was_published_to_is_never_forgotten() {
        Position position = append(FINANCE, null).position();
        look("acme", 0, 5_000);
        assertEquals(position, broker.buffer(FINANCE).head().position());
    }

    @Test
    void a_channel_that_is_heard_is_never_forgotten() {
        get(broker.open(new Heard()).add(List.of(FINANCE)));
        Position position = broker.buffer(FINANCE).head().position();
        look("acme", 0, 5_000);
        assertEquals(position, broker.buffer(FINANCE).head().position());
    }

    @Test
    void a_channel_that_is_heard_does_not_let_others_escape_the_cap() {
        get(broker.open(new Heard()).add(List.of(FINANCE)));
        broker.buffer(FINANCE);
        look("acme", 0, 50_000);
        assertTrue(broker.channels() <= 1_001, String.valueOf(broker.channels()));
    }

    @Test
    void channels_that_were_heard_are_under_the_cap_again() {
        Feed feed = broker.open(new Heard());
        List<Channel> heard = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            Channel channel = Channel.of("acme", "h" + i);
            heard.add(channel);
            get(feed.add(List.of(channel)));
            broker.buffer(channel);
        }
        get(feed.remove(heard));
        look("acme", 0, 5_000);
        assertTrue(broker.channels() <= 1_001, String.valueOf(broker.channels()));
    }

    // ---- epochs, close

    @Test
    void D5_epochs_are_unique_over_all_channels_and_never_used_again() {
        Set<String> epochs = new HashSet<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 2_000; i++) {
                epochs.add(broker.buffer(Channel.of("acme", "s" + i))
                        .head()
                        .position()
                        .epoch());
            }
        }
        assertEquals(6_000, epochs.size());
        assertTrue(epochs.stream().allMatch(Position::isEpoch));
    }

    @Test
    void a_closed_broker_is_unavailable() {
        Feed feed = broker.open(new Heard());
        broker.close();
        Class<?> unavailable = PublishException.BrokerUnavailable.class;
        assertInstanceOf(unavailable, failure(broker.append(FINANCE, draft(1), AppendOptions.NONE)));
        assertInstanceOf(unavailable, failure(broker.read(FINANCE, After.HEAD, 1)));
        assertInstanceOf(unavailable, failure(feed.add(List.of(FINANCE))));
    }
}
