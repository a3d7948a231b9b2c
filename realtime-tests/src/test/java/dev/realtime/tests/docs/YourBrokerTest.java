package dev.realtime.tests.docs;

import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.testkit.contract.BrokerContract;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** Stands in docs/testing.md. */
@Tag("real")
// #region contract
// Each rule of the SPI is a test.
class YourBrokerTest extends BrokerContract {
    @Override
    protected Broker newBroker(Retention retention, Scheduler scheduler) {
        return new YourBroker(retention, scheduler);
    }

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.of(Capability.VIRTUAL_TIME, Capability.COUNT_LIMIT);
    }
}
// #endregion
