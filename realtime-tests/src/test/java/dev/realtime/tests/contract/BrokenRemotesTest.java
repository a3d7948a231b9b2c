package dev.realtime.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.Channel;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.testkit.contract.BrokerContract;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** F9.5: brokers whose engine fails them, and which do not say so. */
@Tag("real")
class BrokenRemotesTest {
    private static Broker remote(Retention retention, Scheduler scheduler) {
        return new RemoteBroker(new RemoteEngine(new InMemoryBroker(retention, scheduler, new Random(1)), scheduler));
    }

    /** Notices nothing of an interruption, and takes a failover for a quiet day: the same numbers again, in the same epoch. */
    static final class SilentRules extends BrokerContract {
        @Override
        protected Broker newBroker(Retention retention, Scheduler scheduler) {
            return remote(retention, scheduler);
        }

        @Override
        protected void interrupt(Broker broker) {
            // the feed is deaf, and nobody says so
        }

        @Override
        protected void fork(Broker broker, Channel channel, int lost) {
            ((RemoteBroker) broker).engine().lose(channel, lost);
        }

        @Override
        protected Set<Capability> capabilities() {
            return EnumSet.of(Capability.INTERRUPTION, Capability.FORK);
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(200);
        }
    }

    @Test
    void silence_about_interruptions_and_failovers_is_found() {
        assertFound(
                SilentRules.class,
                "an_interruption_and_its_end_are_said",
                "a_fork_names_its_ancestor_and_counts_on",
                "positions_beyond_the_ancestor_of_a_fork_are_a_lost_tail");
    }

    /** Stays deaf after an interruption, although it says that it is over; a failover begins a history without an ancestor. */
    static final class DeafRules extends BrokerContract {
        @Override
        protected Broker newBroker(Retention retention, Scheduler scheduler) {
            return remote(retention, scheduler);
        }

        @Override
        protected void interrupt(Broker broker) {
            ((RemoteBroker) broker).interrupt();
        }

        @Override
        protected void restore(Broker broker) {
            ((RemoteBroker) broker).restore();
            ((RemoteBroker) broker).deafen();
        }

        @Override
        protected void fork(Broker broker, Channel channel, int lost) {
            ((RemoteBroker) broker).engine().wipe(channel);
        }

        @Override
        protected Set<Capability> capabilities() {
            return EnumSet.of(Capability.INTERRUPTION, Capability.FORK);
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(200);
        }
    }

    @Test
    void a_feed_that_stays_deaf_and_a_failover_that_forgets_are_found() {
        assertFound(
                DeafRules.class,
                "after_an_interruption_every_append_is_heard_again",
                "positions_up_to_the_ancestor_of_a_fork_stay_valid");
    }

    private static void assertFound(Class<?> contract, String... rules) {
        ContractRun run = ContractRun.of(contract, rules);
        assertEquals(Set.of(rules), run.failed.keySet(), () -> "failed: " + run.failed + ", passed: " + run.passed);
    }
}
