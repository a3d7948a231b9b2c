package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.testkit.contract.TransportContract.Capability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Joins the pipes of one rule, waits for them, and lets go of them after it. Used by the thread of the test. */
final class PipeLab {
    private static final Duration MOMENT = Duration.ofMillis(2);
    private static final int REST_MOMENTS = 50;

    private final TransportContract contract;
    private final Patience patience;
    private final List<PipeUnderTest> pipes = new ArrayList<>();

    PipeLab(TransportContract contract) {
        this.contract = contract;
        this.patience = Patience.real(contract.patience());
    }

    PipeUnderTest pipe() throws Exception {
        Received mine = new Received();
        Received theirs = new Received();
        PipeUnderTest pipe = new PipeUnderTest(this, contract.join(mine, theirs), mine, theirs);
        pipes.add(pipe);
        return pipe;
    }

    Patience patience() {
        return patience;
    }

    int largestSent() {
        return contract.largestSent();
    }

    int largestReceived() {
        return contract.largestReceived();
    }

    /** Skips the rule where the pipe cannot do something. */
    void require(Capability capability) {
        if (!contract.capabilities().contains(capability)) {
            throw new TestAbortedException("Not tested. To have this rule tested, " + capability.todo() + ", and add "
                    + capability + " to capabilities().");
        }
    }

    /** Looks again and again until something is so; says what was not so when it gives up. */
    void until(Supplier<String> what, BooleanSupplier condition) {
        if (!within(contract.patience(), condition)) {
            throw new AssertionFailedError("not within " + contract.patience() + ": " + what.get());
        }
    }

    /** Looks again and again; tells whether something has become so in time. */
    boolean within(Duration limit, BooleanSupplier condition) {
        Duration waited = Duration.ZERO;
        while (!condition.getAsBoolean()) {
            if (waited.compareTo(limit) >= 0) {
                return false;
            }
            contract.pass(MOMENT);
            waited = waited.plus(MOMENT);
        }
        return true;
    }

    /** A while in which nothing is expected, so that what must not come has time to come. */
    void rest() {
        for (int i = 0; i < REST_MOMENTS; i++) {
            contract.pass(MOMENT);
        }
    }

    /** Ends everything, and fails when a listener was called as it must not be. */
    void letGo() {
        try {
            pipes.forEach(pipe -> pipe.transport().close(CloseReason.of(CloseReason.GOING_AWAY, "")));
            List<String> breaches = pipes.stream()
                    .flatMap(pipe -> pipe.mine().breaches().stream())
                    .toList();
            assertEquals(List.of(), breaches);
        } finally {
            patience.close();
        }
    }
}
