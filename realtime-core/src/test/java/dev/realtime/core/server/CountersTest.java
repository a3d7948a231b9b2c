package dev.realtime.core.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.GapReason;
import dev.realtime.core.transport.CloseReason;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** F7.1: what is counted, and how much of it is kept. */
class CountersTest {
    private static final PoolStats NOBODY = new PoolStats(0, 0, 0, Map.of());

    private final Counters counters = new Counters();

    private Set<String> services() {
        return counters.snapshot(NOBODY).delivery().eventsByService().keySet();
    }

    @Test
    void a_service_has_its_own_counters() {
        assertSame(counters.ofService("finance"), counters.ofService("finance"));
        assertNotSame(counters.ofService("finance"), counters.ofService("tasks"));
        assertEquals(Set.of("finance", "tasks"), services());
    }

    @Test
    void services_after_the_first_thousand_share_theirs() {
        for (int i = 0; i < 1_000; i++) {
            counters.ofService("s" + i);
        }
        Counters.OfService others = counters.ofService("one too many");
        assertSame(others, counters.ofService("and another one"));
        assertNotSame(others, counters.ofService("s999"));
        assertSame(counters.ofService("s0"), counters.ofService("s0"));
        assertEquals(1_001, services().size());
        assertTrue(services().contains("(others)"));
    }

    @Test
    void a_slow_consumer_is_a_gap_of_that_reason_or_a_stalled_connection() {
        counters.gap(GapReason.EPOCH);
        counters.gap(GapReason.SLOW_CONSUMER);
        counters.closed(CloseReason.of(CloseReason.STALLED, ""));
        counters.closed(CloseReason.of(CloseReason.NORMAL, ""));
        ServerMetrics metrics = counters.snapshot(NOBODY);
        assertEquals(2, metrics.delivery().gaps());
        assertEquals(2, metrics.delivery().slowConsumers());
        assertEquals(Map.of(1000, 1L, 4480, 1L), metrics.closed());
    }
}
