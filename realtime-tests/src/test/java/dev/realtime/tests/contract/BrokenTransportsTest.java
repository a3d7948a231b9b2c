package dev.realtime.tests.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.InMemoryPipe;
import dev.realtime.testkit.ManualScheduler;
import dev.realtime.testkit.contract.TransportContract;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F9.5: a contract is worth what it finds. */
class BrokenTransportsTest {
    /** The contract, for a broken transport in virtual time. */
    static final class Rules extends TransportContract {
        static BrokenTransport broken; // of the run that is under way

        private final ManualScheduler time = ManualScheduler.inOrder();
        private final Random random = new Random(1);

        @Override
        protected Pipe join(Transport.Listener listener, Transport.Listener peerListener) {
            InMemoryPipe pipe = new InMemoryPipe(time, random);
            pipe.join(broken.broken.listener().apply(listener), peerListener);
            BrokenTransport.Joined joined = new BrokenTransport.Joined(pipe.serverEnd(), listener, time);
            return new Pipe(broken.broken.transport().apply(joined), new InMemoryPeer(pipe, pipe.clientEnd()));
        }

        @Override
        protected Set<Capability> capabilities() {
            return EnumSet.of(Capability.SLOW_PEER, Capability.VANISHING_PEER);
        }

        @Override
        protected void pass(Duration duration) {
            time.advance(duration);
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(2);
        }
    }

    @ParameterizedTest
    @EnumSource(BrokenTransport.class)
    void a_broken_transport_is_found_by_its_rule(BrokenTransport broken) {
        Rules.broken = broken;
        ContractRun run = ContractRun.of(Rules.class, broken.rule);
        assertTrue(run.failed.containsKey(broken.rule), () -> "failed: " + run.failed + ", skipped: " + run.skipped);
    }

    /** The contract, for a pipe of which nothing is claimed. */
    static final class ModestRules extends TransportContract {
        private final ManualScheduler time = ManualScheduler.inOrder();

        @Override
        protected Pipe join(Transport.Listener listener, Transport.Listener peerListener) {
            InMemoryPipe pipe = new InMemoryPipe(time, new Random(1));
            pipe.join(listener, peerListener);
            return new Pipe(pipe.serverEnd(), new InMemoryPeer(pipe, pipe.clientEnd()));
        }

        @Override
        protected void pass(Duration duration) {
            time.advance(duration);
        }
    }

    @Test
    void a_rule_that_needs_more_is_skipped_and_says_what_to_implement() {
        ContractRun run = ContractRun.of(ModestRules.class);
        assertEquals(Map.of(), run.failed);
        for (TransportContract.Capability capability : EnumSet.allOf(TransportContract.Capability.class)) {
            assertTrue(
                    run.skipped.values().stream()
                            .anyMatch(why -> why.contains("Not tested. To have this rule tested, ")
                                    && why.contains("add " + capability + " to capabilities()")),
                    () -> capability + ": " + run.skipped);
        }
        assertTrue(run.passed.size() > 15, () -> "passed: " + run.passed);
    }
}
