package dev.realtime.core.server;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.realtime.core.Filter;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ranges are found by who stands in the same place, until the channel is quiet. */
class RangeCacheTest {
    private static final Position FROM = new Position("e", 0);
    private static final Position END = new Position("e", 1);
    private static final RangeCache.Place PLACE = new RangeCache.Place(Cursor.at(FROM), Filter.NONE);

    private final HandScheduler time = new HandScheduler();
    private final RangeCache cache = new RangeCache(time);

    private static SharedRange range() {
        LogRange log = new LogRange(FROM, END, List.of());
        return new SharedRange(log, new SharedFrame(() -> new byte[0], new Counters()), false, 0);
    }

    private void pass(int seconds) {
        time.now += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void who_comes_later_gets_the_range_that_is_there() {
        assertNull(cache.find(PLACE, END));
        SharedRange first = cache.share(range(), PLACE);
        assertSame(first, cache.find(PLACE, END));
        assertSame(first, cache.share(range(), PLACE));
    }

    @Test
    void a_quiet_channel_forgets_its_ranges() {
        SharedRange kept = cache.share(range(), PLACE);
        pass(6);
        assertSame(kept, cache.find(PLACE, END));
        cache.rest();
        assertNull(cache.find(PLACE, END));
        cache.rest();
        SharedRange next = cache.share(range(), PLACE);
        assertSame(next, cache.find(PLACE, END));
    }

    @Test
    void a_channel_in_use_keeps_its_ranges() {
        SharedRange first = cache.share(range(), PLACE);
        pass(4);
        RangeCache.Place elsewhere = new RangeCache.Place(Cursor.at(END), Filter.NONE);
        SharedRange second = cache.share(range(), elsewhere);
        pass(4);
        cache.rest();
        assertSame(first, cache.find(PLACE, END));
        assertSame(second, cache.find(elsewhere, END));
    }
}
