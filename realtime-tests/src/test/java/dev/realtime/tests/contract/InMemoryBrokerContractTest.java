package dev.realtime.tests.contract;

import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.testkit.contract.BrokerContract;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** The default broker; it cannot be interrupted and does not fork. */
@Tag("real")
class InMemoryBrokerContractTest extends BrokerContract {
    @Override
    protected Broker newBroker(Retention retention, Scheduler scheduler) {
        return new InMemoryBroker(retention, scheduler, new Random(1));
    }

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(Capability.INTERRUPTION, Capability.FORK));
    }
}
