package dev.realtime.testkit.contract;

import dev.realtime.core.Channel;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * What every {@link Broker} has to do: extend it, say how yours is made, and each rule is a test. A rule's name says what it wants;
 * its Javadoc names the source: a rule of the protocol (D3), a feature (F1.19), or the SPI itself.
 *
 * <p>Each rule makes a broker of its own and uses an org of its own, so that brokers may share an engine that keeps what earlier
 * rules and runs have appended. Rules that need more than every broker can do are skipped, and say what to implement, unless
 * {@link #capabilities} has it. The network has to be calm: in a feed that loses publications without having said so, only later
 * reads find them.
 */
public abstract class BrokerContract
        implements AppendRules,
                ContentRules,
                IdempotencyRules,
                ReadRules,
                RetentionRules,
                FeedRules,
                InterestRules,
                FailureRules,
                CloseRules {
    /** What a broker can do, or lets tests do to it, beyond what each must. */
    public enum Capability {
        /** All its time, and all its timers, come from the scheduler that {@link BrokerContract#newBroker} is given. */
        VIRTUAL_TIME("have the broker take all time and all timers from the scheduler that newBroker is given"),
        /** Lets go of publications beyond the retention's count, be it some hundred appends later. */
        COUNT_LIMIT("have the broker let go of publications beyond the retention's count"),
        /** Lets go of publications that are a minute older than the retention's age, be it some hundred appends later. */
        AGE_LIMIT("have the broker let go of publications beyond the retention's age"),
        /** Lets go of the oldest publications beyond the retention's bytes, of a channel and of all channels together. */
        BYTE_LIMIT("have the broker let go of the oldest publications beyond the retention's bytes"),
        /** Implements {@link BrokerContract#interrupt} and {@link BrokerContract#restore}. */
        INTERRUPTION("override interrupt and restore"),
        /** Implements {@link BrokerContract#fork}. */
        FORK("override fork");

        private final String todo;

        Capability(String todo) {
            this.todo = todo;
        }

        String todo() {
            return todo;
        }
    }

    private @Nullable BrokerLab lab; // of the rule that runs

    /** For the tests of an implementation to call. */
    protected BrokerContract() {}

    /**
     * Makes the broker under test. Called once or twice for each rule; the rule closes it.
     *
     * @param retention what it has to keep
     * @param scheduler lends time and threads; closed by the rule. Virtual time only with {@link Capability#VIRTUAL_TIME}
     * @return a broker; its log may hold what earlier rules have appended to channels of other orgs
     * @throws Exception if it cannot be made; the rule fails
     */
    protected abstract Broker newBroker(Retention retention, Scheduler scheduler) throws Exception;

    /**
     * What the implementation can do beyond what each must.
     *
     * @return the capabilities; rules that need others are skipped. Default: none
     */
    protected Set<Capability> capabilities() {
        return Set.of();
    }

    /**
     * Makes the broker of another node on the same log.
     *
     * @param broker the one that {@link #newBroker} made for this rule
     * @return another one, closed by the rule. Default: the same, which is right where one broker serves several nodes
     * @throws Exception if it cannot be made; the rule fails
     */
    protected Broker anotherNode(Broker broker) throws Exception {
        return broker;
    }

    /**
     * Cuts the live feeds of a broker off from their engine, so that they notice it. For {@link Capability#INTERRUPTION}.
     *
     * @param broker as {@link #newBroker} made it, with an open feed
     * @throws Exception if that fails; the rule fails
     */
    protected void interrupt(Broker broker) throws Exception {
        throw new UnsupportedOperationException("interrupt");
    }

    /**
     * Ends what {@link #interrupt} began.
     *
     * @param broker the same
     * @throws Exception if that fails; the rule fails
     */
    protected void restore(Broker broker) throws Exception {
        throw new UnsupportedOperationException("restore");
    }

    /**
     * Lets a channel lose its newest publications as a failover to a lagging replica does. For {@link Capability#FORK}.
     *
     * @param broker as {@link #newBroker} made it
     * @param channel which one
     * @param lost how many publications go
     * @throws Exception if that fails; the rule fails
     */
    protected void fork(Broker broker, Channel channel, int lost) throws Exception {
        throw new UnsupportedOperationException("fork");
    }

    /**
     * How long a rule waits for what must come, each time.
     *
     * @return the limit. Default: 10 s
     */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    /**
     * Makes brokers for the rules. Not for others.
     *
     * @return the lab of the rule that runs
     */
    @Override
    public final BrokerLab lab() {
        BrokerLab known = lab;
        if (known == null) {
            known = new BrokerLab(this);
            lab = known;
        }
        return known;
    }

    @AfterEach
    final void letGo() throws Exception {
        lab().letGo();
        lab = null;
    }
}
