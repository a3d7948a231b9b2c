package dev.realtime.tests.contract;

import dev.realtime.core.Channel;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.testkit.contract.BrokerContract;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** The rules that the default broker skips can be kept, and so can all others by a broker that answers on other threads. */
@Tag("real")
class RemoteBrokerContractTest extends BrokerContract {
    @Override
    protected Broker newBroker(Retention retention, Scheduler scheduler) {
        InMemoryBroker log = new InMemoryBroker(retention, scheduler, new Random(1));
        return new RemoteBroker(new RemoteEngine(log, scheduler));
    }

    @Override
    protected Broker anotherNode(Broker broker) {
        return new RemoteBroker(((RemoteBroker) broker).engine());
    }

    @Override
    protected void interrupt(Broker broker) {
        ((RemoteBroker) broker).interrupt();
    }

    @Override
    protected void restore(Broker broker) {
        ((RemoteBroker) broker).restore();
    }

    @Override
    protected void fork(Broker broker, Channel channel, int lost) {
        ((RemoteBroker) broker).engine().fork(channel, lost);
    }

    @Override
    protected Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }
}
