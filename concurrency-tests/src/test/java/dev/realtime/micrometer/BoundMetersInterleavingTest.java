package dev.realtime.micrometer;

import static dev.realtime.concurrency.Interleavings.exploreSome;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.core.server.DeliveryStats;
import dev.realtime.core.server.LatencyStats;
import dev.realtime.core.server.PoolStats;
import dev.realtime.core.server.ServerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody scrapes, for the first time since a connection ended, while the server's meters are taken away. */
@Tag("stress")
class BoundMetersInterleavingTest {
    private static final ServerMetrics ONE_ENDED = new ServerMetrics(
            0,
            1,
            0,
            Map.of(1000, 1L),
            new DeliveryStats(Map.of(), 0, 0, 0, 0, 0, 0, 0),
            new LatencyStats(0, 0, 0, 0),
            new PoolStats(0, 0, 0, Map.of()));

    @Test
    @Mutant(
            value = "a meter is noted after the binder was found open",
            of = BoundMeters.class,
            right = "meters.add(meter); if (closed) {",
            wrong = "boolean over = closed; meters.add(meter); if (over) {")
    void no_meter_stays_in_the_registry() {
        exploreSome(() -> {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            BoundMeters meters = new BoundMeters(registry, List.of(), () -> ONE_ENDED);

            together(() -> meters.refresh(ONE_ENDED), meters::close);

            assertEquals(List.of(), registry.getMeters(), "a meter holds a server that is gone");
        });
    }
}
