package dev.realtime.testkit.contract;

import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Retention;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** Makes the brokers of one rule, and lets go of them after it. Used by the thread of the test. */
final class BrokerLab {
    private final BrokerContract contract;
    private final List<AutoCloseable> opened = new ArrayList<>();

    BrokerLab(BrokerContract contract) {
        this.contract = contract;
    }

    /** A broker in real time, with the default retention. */
    BrokerUnderTest broker() throws Exception {
        return broker(Retention.DEFAULT);
    }

    /** A broker in real time. */
    BrokerUnderTest broker(Retention retention) throws Exception {
        return open(retention, Patience.real(contract.patience()));
    }

    /** A broker in virtual time; skips the rule where there is none. */
    BrokerUnderTest inVirtualTime(Retention retention) throws Exception {
        require(BrokerContract.Capability.VIRTUAL_TIME);
        return open(retention, Patience.virtual(contract.patience()));
    }

    private BrokerUnderTest open(Retention retention, Patience patience) throws Exception {
        opened.add(patience);
        BrokerUnderTest subject = new BrokerUnderTest(contract.newBroker(retention, patience.scheduler()), patience);
        opened.add(subject);
        return subject;
    }

    /** A feed of another node. */
    Ear earOfAnotherNode(BrokerUnderTest subject) throws Exception {
        Broker another = contract.anotherNode(subject.broker());
        opened.add(another);
        return Ear.open(another, subject.patience());
    }

    /** Skips the rule where the implementation cannot do something. */
    void require(BrokerContract.Capability capability) {
        if (!contract.capabilities().contains(capability)) {
            throw new TestAbortedException("Not tested. To have this rule tested, " + capability.todo() + ", and add "
                    + capability + " to capabilities().");
        }
    }

    BrokerContract contract() {
        return contract;
    }

    void letGo() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        opened.clear();
    }
}
