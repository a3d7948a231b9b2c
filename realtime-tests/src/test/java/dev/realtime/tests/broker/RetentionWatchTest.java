package dev.realtime.tests.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.broker.RetentionWatch;
import dev.realtime.testkit.ManualScheduler;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** F1.6: age, and the byte budget of the whole node. */
class RetentionWatchTest {
    private static final Duration AGE = Duration.ofMinutes(5);
    private static final long MIB = 1 << 20;

    private final ManualScheduler time = ManualScheduler.inOrder();
    private final RetentionWatch watch =
            new RetentionWatch(Retention.of(AGE, 1_000).nodeBytes(MIB), time);

    private ReplayBuffer buffer(String epoch) {
        return new ReplayBuffer(new Head(new Position(epoch, 0), null), watch);
    }

    private void append(ReplayBuffer buffer, int payload) {
        time.advance(Duration.ofNanos(1));
        buffer.append(Draft.events(Map.of(), null, new byte[payload]), time.wallClock());
    }

    @Test
    void a_publication_is_kept_for_its_age() {
        ReplayBuffer buffer = buffer("A");
        append(buffer, 10);
        time.advance(AGE);
        assertEquals(1, buffer.size());
    }

    @Test
    void a_silent_channel_is_empty_60_s_after_its_age_limit_at_the_latest() {
        ReplayBuffer buffer = buffer("A");
        append(buffer, 10);
        time.advance(AGE.plusSeconds(60));
        assertEquals(0, buffer.size());
        assertEquals(0, watch.bytes());
    }

    @Test
    void each_of_many_channels_is_empty_60_s_after_its_own_age_limit() {
        List<ReplayBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            buffers.add(buffer("E" + i));
            append(buffers.get(i), 10);
            time.advance(Duration.ofSeconds(7));
        }
        Duration since = Duration.ofSeconds(7);
        for (int i = 99; i >= 0; i--, since = since.plusSeconds(7)) {
            boolean due = since.compareTo(AGE.plusSeconds(60)) >= 0;
            boolean kept = since.compareTo(AGE) <= 0;
            assertTrue(!due || buffers.get(i).size() == 0, "channel " + i + " was to be empty");
            assertTrue(!kept || buffers.get(i).size() == 1, "channel " + i + " was to be kept");
        }
    }

    @Test
    void of_a_channel_that_goes_on_only_what_is_old_goes() {
        ReplayBuffer buffer = buffer("A");
        for (int i = 0; i < 20; i++) {
            append(buffer, 10);
            time.advance(Duration.ofMinutes(1));
        }
        assertTrue(buffer.size() >= 5 && buffer.size() <= 6, String.valueOf(buffer.size()));
        assertEquals(20, buffer.head().position().seq());
    }

    @Test
    void the_oldest_of_all_channels_goes_first_when_the_budget_is_reached() {
        ReplayBuffer old = buffer("A");
        ReplayBuffer young = buffer("B");
        append(old, 400_000);
        append(young, 400_000);
        append(young, 400_000);
        assertEquals(0, old.size());
        assertEquals(2, young.size());
        assertTrue(watch.bytes() <= MIB);
    }

    @Test
    void the_budget_holds_after_every_append() {
        List<ReplayBuffer> buffers = List.of(buffer("A"), buffer("B"), buffer("C"));
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            append(buffers.get(random.nextInt(3)), random.nextInt(20_000));
            assertTrue(watch.bytes() <= MIB, i + ": " + watch.bytes());
        }
    }

    @Test
    void a_jump_of_the_wall_clock_expires_nothing() {
        ReplayBuffer buffer = buffer("A");
        append(buffer, 10);
        time.jumpWall(Duration.ofDays(1));
        time.advance(AGE);
        assertEquals(1, buffer.size());
        append(buffer, 10);
        time.jumpWall(Duration.ofDays(-2));
        time.advance(AGE.minusSeconds(1));
        assertEquals(1, buffer.size());
    }

    @Test
    void there_is_one_timer_for_all_channels_and_none_when_all_are_empty() {
        for (int i = 0; i < 50; i++) {
            append(buffer("E" + i), 10);
        }
        assertEquals(1, time.timers());
        time.advance(Duration.ofMinutes(10));
        assertEquals(0, time.timers());
    }

    @Test
    void a_channel_that_was_empty_is_watched_again() {
        ReplayBuffer buffer = buffer("A");
        for (int i = 0; i < 3; i++) {
            append(buffer, 10);
            time.advance(AGE.plusSeconds(60));
            assertEquals(0, buffer.size());
        }
    }

    @Test
    void what_was_emptied_for_the_budget_is_watched_again() {
        ReplayBuffer buffer = buffer("A");
        append(buffer, 10);
        append(buffer("B"), 2_000_000);
        assertEquals(0, buffer.size());
        append(buffer, 10);
        assertEquals(1, buffer.size());
        time.advance(AGE.plusSeconds(60));
        assertEquals(0, buffer.size());
    }

    @Test
    void F1_6_10_000_busy_channels_stay_within_64_MB_by_count_and_on_the_heap() {
        long before = usedHeap();
        InMemoryBroker broker = new InMemoryBroker(Retention.DEFAULT, time, new Random(1));
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            channels.add(Channel.of("org" + i % 100, "s" + i));
        }
        for (int round = 0; round < 14; round++) {
            for (Channel channel : channels) {
                Draft draft = Draft.events(Map.of("propertyId", "1"), "event-" + round, new byte[200]);
                broker.append(channel, draft, AppendOptions.NONE);
            }
            time.advance(Duration.ofMillis(1));
        }
        long counted = broker.retainedBytes();
        long used = usedHeap() - before;
        assertEquals(channels.size(), broker.channels());
        assertTrue(counted <= 64 * MIB, "counted " + counted);
        assertTrue(counted > 50 * MIB, "counted " + counted);
        // Names, logs and empty rings of the channels are not in the budget: about 0.7 KB each.
        assertTrue(used <= 80 * MIB, "on the heap " + used + ", counted " + counted);
    }

    @Test
    void F1_6_idle_channels_give_their_arrays_back() {
        InMemoryBroker broker = new InMemoryBroker(Retention.DEFAULT, time, new Random(1));
        List<WeakReference<byte[]>> payloads = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] payload = new byte[300];
            payloads.add(new WeakReference<>(payload));
            broker.append(Channel.of("org", "s" + i % 100), Draft.events(Map.of(), null, payload), AppendOptions.NONE);
        }
        System.gc();
        assertEquals(1_000, held(payloads), "else the next line says nothing");
        time.advance(AGE.plusSeconds(60));
        System.gc();
        assertEquals(0, held(payloads));
        assertEquals(0, broker.retainedBytes());
        assertEquals(100, broker.channels());
    }

    private static long held(List<WeakReference<byte[]>> payloads) {
        return payloads.stream().filter(payload -> payload.get() != null).count();
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
