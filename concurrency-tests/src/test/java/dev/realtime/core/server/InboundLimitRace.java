package dev.realtime.core.server;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.realtime.concurrency.Mutant;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two requests come at once where one more is allowed. */
@JCStressTest
@Mutant(
        value = "requests are counted in two steps",
        of = InboundLimit.class,
        right = "return REQUESTS.incrementAndGet(this) > MAX_UNANSWERED",
        wrong = "return ++requests > MAX_UNANSWERED")
@Outcome(
        id = {"0, 1", "1, 0"},
        expect = ACCEPTABLE,
        desc = "One of them is allowed.")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "A client has more requests open than allowed: one was not counted.")
@Outcome(expect = FORBIDDEN, desc = "Nobody is allowed.")
@State
public class InboundLimitRace {
    private static final int MOST = 16;

    private final InboundLimit limit = new InboundLimit(0);

    public InboundLimitRace() {
        for (int i = 1; i < MOST; i++) {
            limit.request();
        }
    }

    @Actor
    public void one(II_Result result) {
        result.r1 = limit.request() == null ? 1 : 0;
    }

    @Actor
    public void two(II_Result result) {
        result.r2 = limit.request() == null ? 1 : 0;
    }
}
