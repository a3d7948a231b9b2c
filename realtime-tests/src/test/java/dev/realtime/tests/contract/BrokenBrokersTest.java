package dev.realtime.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.testkit.contract.BrokerContract;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F9.5: a contract is worth what it finds. */
@Tag("real")
class BrokenBrokersTest {
    /** The contract, for a broken broker. */
    static final class Rules extends BrokerContract {
        static BrokenBroker broken; // of the run that is under way

        @Override
        protected Broker newBroker(Retention retention, Scheduler scheduler) {
            return broken.making.make(retention, scheduler);
        }

        @Override
        protected Set<Capability> capabilities() {
            return EnumSet.complementOf(EnumSet.of(Capability.INTERRUPTION, Capability.FORK));
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(200); // what does not come at once does not come at all
        }
    }

    @ParameterizedTest
    @EnumSource(BrokenBroker.class)
    void a_broken_broker_is_found_by_its_rule(BrokenBroker broken) {
        Rules.broken = broken;
        ContractRun run = ContractRun.of(Rules.class, broken.rule);
        assertTrue(run.failed.containsKey(broken.rule), () -> "failed: " + run.failed + ", skipped: " + run.skipped);
    }

    /** The contract, for a broker that claims nothing. */
    static final class ModestRules extends BrokerContract {
        @Override
        protected Broker newBroker(Retention retention, Scheduler scheduler) {
            return new InMemoryBroker(retention, scheduler, new Random(1));
        }
    }

    @Test
    void a_rule_that_needs_more_is_skipped_and_says_what_to_implement() {
        ContractRun run = ContractRun.of(ModestRules.class);
        assertEquals(Map.of(), run.failed);
        for (BrokerContract.Capability capability : BrokerContract.Capability.values()) {
            assertTrue(
                    run.skipped.values().stream()
                            .anyMatch(why -> why.contains("Not tested. To have this rule tested, ")
                                    && why.contains("add " + capability + " to capabilities()")),
                    () -> capability + ": " + run.skipped);
        }
        assertTrue(run.passed.size() > 40, () -> "passed: " + run.passed);
    }
}
