package dev.realtime.core.broker;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.Position;
import java.time.Instant;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two threads append, and see whether what they appended can be read. */
@JCStressTest
@Mutant(
        value = "a buffer gives numbers without its lock",
        of = ReplayBuffer.class,
        right = "synchronized (lock) { Position position =",
        wrong = "{ Position position =")
@Outcome(
        id = {"1, 2, 2", "2, 1, 2", "2, 2, 2"},
        expect = ACCEPTABLE,
        desc = "Who appended finds it, and both are kept.")
@Outcome(id = ".*, .*, [01]", expect = FORBIDDEN, desc = "A publication is lost.")
@Outcome(expect = FORBIDDEN, desc = "Somebody does not find what it has appended itself.")
@State
public class ReplayBufferRace {
    private static final Draft DRAFT = Draft.events(Map.of(), null, new byte[] {'[', ']'});
    private static final Position START = new Position("e", 0);

    private final ReplayBuffer buffer =
            new ReplayBuffer(new Head(START, null), new RetentionWatch(Retention.DEFAULT, new Tasks()));

    @Actor
    public void one(III_Result result) {
        buffer.append(DRAFT, Instant.EPOCH);
        result.r1 = count();
    }

    @Actor
    public void two(III_Result result) {
        buffer.append(DRAFT, Instant.EPOCH);
        result.r2 = count();
    }

    @Arbiter
    public void look(III_Result result) {
        result.r3 = count();
    }

    private int count() {
        return buffer.after(START, 10) instanceof Slice.Found found
                ? found.range().publications().size()
                : 0;
    }
}
