package dev.realtime.tests.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Feed;
import dev.realtime.core.broker.FeedListener;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What the default broker does beyond the contract: exact bounds, and names that nobody publishes to. */
class InMemoryBrokerTest {
    private static final Channel FINANCE = Channel.of("acme", "finance");
    private static final Duration WINDOW = Duration.ofMinutes(2);

    private final ManualScheduler time = ManualScheduler.inOrder();
    private final InMemoryBroker broker =
            new InMemoryBroker(Retention.of(Duration.ofMinutes(5), 10), time, new Random(1));

    private Appended append(Channel channel, String key) {
        Draft draft = Draft.events(Map.of(), null, new byte[10]);
        return get(broker.append(channel, draft, new AppendOptions(key)));
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
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
    void F1_19_keys_are_forgotten_without_anybody_asking() {
        append(FINANCE, "k");
        time.advance(Duration.ofMinutes(10));
        assertEquals(0, time.timers());
    }

    @Test
    void F1_19_all_keys_wait_for_one_timer() {
        append(FINANCE, null);
        long others = time.timers();
        append(FINANCE, "k");
        append(FINANCE, "l");
        assertEquals(others + 1, time.timers());
    }

    @Test
    void F1_19_a_quarter_of_the_nodes_bytes_remembers_a_key_for_each_256_of_them() {
        InMemoryBroker small =
                new InMemoryBroker(Retention.of(Duration.ofMinutes(5), 10).nodeBytes(1 << 20), time, new Random(1));
        Draft draft = Draft.events(Map.of(), null, new byte[10]);
        for (int i = 0; i < 1_025; i++) {
            small.append(FINANCE, draft, new AppendOptions("k" + i));
        }
        assertTrue(get(small.append(FINANCE, draft, new AppendOptions("k1"))).duplicate());
        assertFalse(get(small.append(FINANCE, draft, new AppendOptions("k0"))).duplicate());
    }

    // ---- invented names

    /** Hears without listening. */
    private static final class Indifferent implements FeedListener {
        @Override
        public void onPublication(Channel channel, Publication publication) {}

        @Override
        public void onInterrupted(Set<Channel> channels, Throwable cause) {}

        @Override
        public void onRestored(Set<Channel> channels) {}
    }

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
        get(broker.open(new Indifferent()).add(List.of(FINANCE)));
        Position position = broker.buffer(FINANCE).head().position();
        look("acme", 0, 5_000);
        assertEquals(position, broker.buffer(FINANCE).head().position());
    }

    @Test
    void a_channel_that_is_heard_does_not_let_others_escape_the_cap() {
        get(broker.open(new Indifferent()).add(List.of(FINANCE)));
        broker.buffer(FINANCE);
        look("acme", 0, 50_000);
        assertTrue(broker.channels() <= 1_001, String.valueOf(broker.channels()));
    }

    @Test
    void channels_that_were_heard_are_under_the_cap_again() {
        Feed feed = broker.open(new Indifferent());
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

    // ---- epochs

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
}
