package dev.realtime.core.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** F1.6: the bounds of retention. */
class RetentionTest {
    private static void assertRefused(String value, Executable call) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, call).getMessage());
        assertTrue(message.contains(value), message);
    }

    @Test
    void F1_6_the_defaults_are_5_min_1_000_events_and_64_MB() {
        assertEquals(new Retention(Duration.ofMinutes(5), 1_000, 16 << 20, 64 << 20), Retention.DEFAULT);
    }

    @Test
    void a_bound_that_is_out_of_range_is_refused_with_its_value() {
        assertRefused("PT0S", () -> Retention.of(Duration.ZERO, 1));
        assertRefused("PT-1S", () -> Retention.of(Duration.ofSeconds(-1), 1));
        assertRefused("was 0", () -> Retention.of(Duration.ofSeconds(1), 0));
        assertRefused("1000001", () -> Retention.of(Duration.ofSeconds(1), 1_000_001));
        assertRefused("524287", () -> Retention.DEFAULT.channelBytes((1 << 19) - 1));
        assertRefused("1048575", () -> Retention.DEFAULT.nodeBytes((1 << 20) - 1));
    }

    @Test
    void the_smallest_bounds_are_taken() {
        assertEquals(1, Retention.of(Duration.ofNanos(1), 1).nodeBytes(1 << 20).count());
    }
}
