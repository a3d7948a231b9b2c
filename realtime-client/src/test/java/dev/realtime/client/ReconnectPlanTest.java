package dev.realtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.ReconnectPlan.Worth;
import dev.realtime.core.backoff.BackoffPolicy;
import dev.realtime.core.transport.CloseReason;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ReconnectPlanTest {
    private static final RandomGenerator MIDDLE = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 1L << 62;
        }

        @Override
        public double nextDouble() {
            return 0.5;
        }
    };

    private final ReconnectPlan plan = new ReconnectPlan(new Delays(BackoffPolicy.DEFAULT, MIDDLE), true);

    @Test
    void delaysGrowWhileConnectionsAreWorthNothing() {
        assertEquals(seconds(1), next(1006, Worth.NOTHING));
        plan.acknowledged(); // accepted, and dropped
        assertEquals(seconds(2), next(1006, Worth.NOTHING));
        assertEquals(seconds(5), next(1006, Worth.NOTHING));
        assertEquals(3, plan.attempt());
    }

    @Test
    void aConnectionThatProvedGoodBeginsAnew() {
        next(1006, Worth.NOTHING);
        next(1006, Worth.NOTHING);
        assertEquals(seconds(1), next(1006, Worth.PROVED));
        assertEquals(1, plan.attempt());
    }

    @Test
    void aStalledConnectionComesBackAtOnceOnlyAfterProgress() {
        assertEquals(Optional.of(Duration.ZERO), next(4480, Worth.PROGRESS));
        assertEquals(seconds(2), next(4480, Worth.NOTHING));
        assertEquals(seconds(1), next(4480, Worth.PROVED));
    }

    @Test
    void aTokenIsRenewedOnceUntilTheNextAck() {
        assertTrue(next(4401, Worth.NOTHING).isPresent());
        assertTrue(plan.next(Ending.refused(401, null), Worth.NOTHING).isEmpty());
        plan.acknowledged();
        assertTrue(next(4401, Worth.NOTHING).isPresent());
    }

    @Test
    void withoutATokenSupplierThereIsNothingToRenew() {
        ReconnectPlan bare = new ReconnectPlan(new Delays(BackoffPolicy.DEFAULT, MIDDLE), false);
        assertTrue(bare.next(Ending.closed(CloseReason.of(4401, "")), Worth.NOTHING)
                .isEmpty());
    }

    @Test
    void theServersDelayIsHonouredWithinReason() {
        assertEquals(seconds(7), plan.next(Ending.refused(503, Duration.ofSeconds(7)), Worth.NOTHING));
        assertEquals(seconds(1), plan.next(Ending.refused(503, Duration.ZERO), Worth.NOTHING));
        assertEquals(seconds(3600), plan.next(Ending.refused(429, Duration.ofDays(30)), Worth.NOTHING));
        assertEquals(seconds(10), plan.next(Ending.refused(503, null), Worth.NOTHING));
    }

    @Test
    void anAnnouncedMomentIsKeptByWhomTheServerSendsAwayOnce() {
        assertEquals(seconds(7), announced(7));
        assertEquals(Optional.of(Duration.ZERO), plan.next(announcedEnding(Duration.ZERO), Worth.PROVED));
    }

    @Test
    void aServerThatOnlySendsAwayIsAskedAtTheLaterOfItsMomentAndTheGrowingDelay() {
        next(1006, Worth.NOTHING);
        assertEquals(seconds(7), announced(7)); // not after the 2 s of its own
        assertEquals(seconds(5), announced(1));
    }

    private Optional<Duration> announced(long left) {
        return plan.next(announcedEnding(Duration.ofSeconds(left)), Worth.NOTHING);
    }

    private static Ending announcedEnding(Duration left) {
        return Ending.closed(CloseReason.of(4503, "")).announced(left);
    }

    @Test
    void brokenFramingRestsLongest() {
        assertTrue(next(1002, Worth.PROGRESS).orElseThrow().compareTo(Duration.ofSeconds(150)) >= 0);
    }

    private Optional<Duration> next(int code, Worth worth) {
        return plan.next(Ending.closed(CloseReason.of(code, "")), worth);
    }

    private static Optional<Duration> seconds(long seconds) {
        return Optional.of(Duration.ofSeconds(seconds));
    }
}
