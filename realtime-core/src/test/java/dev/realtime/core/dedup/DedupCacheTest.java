package dev.realtime.core.dedup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** F3.4, F1.19: what was seen lately, bounded by count and age. */
class DedupCacheTest {
    private static final long TTL = 100;

    private final DedupCache<String, Integer> cache = new DedupCache<>(3, Duration.ofNanos(TTL));

    @Test
    void a_key_is_remembered_with_its_value() {
        cache.put("a", 1, 0);
        assertEquals(1, cache.get("a", TTL - 1));
    }

    @Test
    void a_key_is_forgotten_when_its_time_is_over() {
        cache.put("a", 1, 0);
        assertNull(cache.get("a", TTL));
    }

    @Test
    void meeting_a_key_again_does_not_renew_it() {
        cache.put("a", 1, 0);
        cache.get("a", TTL - 1);
        assertNull(cache.get("a", TTL));
    }

    @Test
    void putting_a_key_again_renews_it() {
        cache.put("a", 1, 0);
        cache.put("a", 2, 50);
        assertEquals(2, cache.get("a", TTL + 49));
        assertNull(cache.get("a", TTL + 50));
        assertEquals(1, cache.size());
    }

    @Test
    void beyond_the_count_the_key_that_was_put_first_goes() {
        for (int i = 0; i < 4; i++) {
            cache.put("k" + i, i, i);
        }
        assertNull(cache.get("k0", 4));
        assertEquals(1, cache.get("k1", 4));
        assertEquals(3, cache.size());
    }

    @Test
    void a_key_that_was_put_again_does_not_go_first() {
        cache.put("a", 1, 0);
        cache.put("b", 2, 1);
        cache.put("c", 3, 2);
        cache.put("a", 4, 3);
        cache.put("d", 5, 4);
        assertEquals(4, cache.get("a", 5));
        assertNull(cache.get("b", 5));
    }

    @Test
    void the_count_is_never_exceeded() {
        for (int i = 0; i < 1_000; i++) {
            cache.put("k" + i, i, 0);
            assertTrue(cache.size() <= 3);
        }
    }

    @Test
    void what_is_too_old_takes_no_room() {
        cache.put("a", 1, 0);
        cache.put("b", 2, 50);
        cache.removeExpired(TTL);
        assertEquals(1, cache.size());
        cache.removeExpired(TTL + 50);
        assertEquals(0, cache.size());
    }

    @Test
    void what_is_too_old_makes_room_for_the_next_key() {
        cache.put("a", 1, 0);
        cache.put("b", 2, TTL);
        assertEquals(1, cache.size());
    }

    @Test
    void a_cache_of_one_key_knows_the_last_one() {
        DedupCache<String, Integer> small = new DedupCache<>(1, Duration.ofNanos(TTL));
        small.put("a", 1, 0);
        small.put("b", 2, 1);
        assertNull(small.get("a", 2));
        assertEquals(2, small.get("b", 2));
    }

    @Test
    void a_clock_that_wraps_around_does_no_harm() {
        long now = Long.MAX_VALUE - 10;
        cache.put("a", 1, now);
        assertEquals(1, cache.get("a", now + TTL - 1));
        assertNull(cache.get("a", now + TTL));
    }

    @Test
    void bounds_that_are_not_positive_are_refused_with_their_values() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> new DedupCache<String, Integer>(0, Duration.ofSeconds(7)));
        assertTrue(String.valueOf(e.getMessage()).contains("0, PT7S"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new DedupCache<String, Integer>(1, Duration.ZERO));
    }
}
