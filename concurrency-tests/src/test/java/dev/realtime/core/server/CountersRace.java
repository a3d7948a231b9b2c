package dev.realtime.core.server;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.realtime.concurrency.Mutant;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Two channels of one service send their first range. */
@JCStressTest
@Mutant(
        value = "a service has two rows",
        of = Counters.class,
        right =
                "return services.computeIfAbsent(services.size() < MAX_SERVICES ? service : OTHERS, name -> new OfService());",
        wrong = "OfService made = new OfService(); services.put(service, made); return made;")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both publications are counted.")
@Outcome(expect = FORBIDDEN, desc = "A publication went out and is not counted.")
@State
public class CountersRace {
    private static final PoolStats NOBODY = new PoolStats(0, 0, 0, Map.of());
    private static final SharedRange RANGE = Ranges.first();

    private final Counters counters = new Counters();

    @Actor
    public void one() {
        counters.ofService("finance").sent(RANGE, 0, false, 0);
    }

    @Actor
    public void two() {
        counters.ofService("finance").sent(RANGE, 0, false, 0);
    }

    @Arbiter
    public void look(J_Result result) {
        result.r1 = counters.snapshot(NOBODY).delivery().eventsDelivered();
    }
}
