package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.transport.Frame;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Connections that come for the same range at once: it is made once for all (architecture, section 2). */
class RangeCacheInterleavingTest {
    @Test
    @Mutant(
            value = "a range is looked up and shared in two steps",
            of = RangeCache.class,
            right = "WeakReference<SharedRange> known = all.merge(place, reference, RangeCache::better);",
            wrong =
                    "WeakReference<SharedRange> known = all.get(place); if (known == null) { all.put(place, reference); known = reference; }")
    @Mutant(
            value = "a cache has two maps of ranges",
            of = RangeCache.class,
            right = "all = ranges == null ? new ConcurrentHashMap<>(2) : ranges;",
            wrong = "all = new ConcurrentHashMap<>(2);")
    void all_who_stand_in_the_same_place_get_the_same_range() {
        explore(() -> {
            RangeCache cache = new RangeCache(new Tasks());
            AtomicReference<SharedRange> one = new AtomicReference<>();
            AtomicReference<SharedRange> two = new AtomicReference<>();

            together(
                    () -> one.set(cache.share(Ranges.first(), Ranges.PLACE)),
                    () -> two.set(cache.share(Ranges.first(), Ranges.PLACE)));

            assertSame(one.get(), two.get(), "a range is encoded for each of them");
            assertSame(one.get(), cache.find(Ranges.PLACE, Ranges.END), "who comes later gets another one");
        });
    }

    @Test
    @Mutant(
            value = "a range is held without the lock",
            of = RangeCache.class,
            right = "private synchronized void hold(",
            wrong = "private void hold(")
    void a_range_that_is_made_as_the_round_ends_is_found_by_others() {
        explore(() -> {
            RangeCache cache = new RangeCache(new Tasks());
            AtomicReference<SharedRange> made = new AtomicReference<>();
            cache.beginRound();

            together(cache::endRound, () -> made.set(cache.share(Ranges.first(), Ranges.PLACE)));

            assertSame(made.get(), cache.find(Ranges.PLACE, Ranges.END));
        });
    }

    @Test
    @Mutant(
            value = "a range is written without the lock",
            of = SharedFrame.class,
            right = "private synchronized byte[] makeJson() {",
            wrong = "private byte[] makeJson() {")
    @Mutant(
            value = "a frame is made without the lock",
            of = SharedFrame.class,
            right = "private synchronized Frame make(byte[] written",
            wrong = "private Frame make(byte[] written")
    void a_range_is_written_once_however_many_send_it_at_the_same_time() {
        explore(() -> {
            AtomicInteger written = new AtomicInteger();
            SharedFrame shared = new SharedFrame(
                    () -> {
                        written.incrementAndGet();
                        return new byte[] {'{', '}'};
                    },
                    Room.COUNTERS);
            AtomicReference<Frame> one = new AtomicReference<>();
            AtomicReference<Frame> two = new AtomicReference<>();

            together(() -> one.set(shared.encoded(Encoding.TEXT)), () -> two.set(shared.encoded(Encoding.TEXT)));

            assertEquals(1, written.get());
            assertSame(one.get(), two.get());
        });
    }
}
