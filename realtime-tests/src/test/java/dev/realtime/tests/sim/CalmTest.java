package dev.realtime.tests.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.Statistics;
import dev.realtime.core.Filter;
import dev.realtime.core.broker.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Random worlds without faults, where less than the promises D1 to D6 would already be a fault. */
class CalmTest {
    private static final Retention SMALL = Retention.of(Duration.ofMinutes(2), 40);
    private static final int WORLDS = 10;

    private final long first = System.nanoTime();

    @Test
    void hours_of_what_a_filter_does_not_let_pass_cost_no_gap_and_no_subscribe() {
        for (long seed = first; seed < first + WORLDS; seed++) {
            World world = new World(seed, FaultPlan.ORDINARY, SMALL);
            world.invite(3);
            for (Guest guest : world.guests()) {
                guest.witness.beginWith(Filter.of("p", "nothing"));
                guest.start(Map.of());
            }
            for (int i = 0; i < 1_000; i++) { // 25 times what is kept, with rests of a minute in between
                world.channels().forEach(world.publisher()::publishTagged);
                world.time()
                        .advance(Duration.ofMillis(
                                i % 50 == 0 ? 240_000 : 1 + world.random().nextInt(3_000)));
            }
            for (Guest guest : world.guests()) {
                Statistics statistics = guest.client.statistics();
                List<Long> losses = List.of(
                        statistics.eventsReceived(),
                        statistics.gaps(),
                        statistics.lossesInTransit(),
                        statistics.reconnects());
                assertEquals(List.of(0L, 0L, 0L, 0L), losses, "seed " + seed);
                for (String service : guest.services) {
                    long asked = world.rights().asked(guest.org, guest.name, service);
                    assertEquals(1 + statistics.tokenRefreshes(), asked, "seed " + seed);
                }
            }
            world.healAndCheck();
        }
    }

    @Test
    void a_drain_moves_everybody_once_within_the_told_time_and_loses_nothing() {
        for (long seed = first; seed < first + 3 * WORLDS; seed++) {
            World world = new World(seed, FaultPlan.ORDINARY, Retention.DEFAULT);
            world.invite(6);
            world.guests().forEach(guest -> guest.start(Map.of()));
            publish(world, 20);
            Duration over = Duration.ofMillis(world.random().nextInt(20_000));
            long begin = world.time().nanoTime();
            world.servers().drain(over);
            publish(world, 200);
            for (Guest guest : world.guests()) {
                List<Duration> attempts = guest.attemptsSince(begin);
                boolean once = attempts.size() == 1 || attempts.size() == 2; // the first may find the old server
                assertTrue(once, "seed " + seed + ": " + attempts);
                assertTrue(attempts.get(0).compareTo(over) <= 0, "seed " + seed + ": " + attempts + " of " + over);
                assertEquals(0, guest.client.statistics().gaps(), "seed " + seed);
            }
            world.healAndCheck();
            assertEquals(null, world.truth().counts.get("server closed 4503"), "seed " + seed);
        }
    }

    private static void publish(World world, int bursts) {
        for (int i = 0; i < bursts; i++) {
            world.publisher().burst();
            world.time().advance(Duration.ofMillis(world.random().nextInt(500)));
        }
    }
}
