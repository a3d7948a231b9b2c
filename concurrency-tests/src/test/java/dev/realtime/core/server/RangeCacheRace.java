package dev.realtime.core.server;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two connections stand in the same place and come for their range. */
@JCStressTest
@Mutant(
        value = "a range is looked up and shared in two steps",
        of = RangeCache.class,
        right = "WeakReference<SharedRange> known = all.merge(place, reference, RangeCache::better);",
        wrong =
                "WeakReference<SharedRange> known = all.get(place); if (known == null) { all.put(place, reference); known = reference; }")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "They share one.")
@Outcome(expect = FORBIDDEN, desc = "Each has its own, which is encoded twice.")
@State
public class RangeCacheRace {
    private final RangeCache cache = new RangeCache(new Tasks());
    private SharedRange one;
    private SharedRange two;

    @Actor
    public void first() {
        one = cache.share(Ranges.first(), Ranges.PLACE);
    }

    @Actor
    public void second() {
        two = cache.share(Ranges.first(), Ranges.PLACE);
    }

    @Arbiter
    public void look(I_Result result) {
        result.r1 = one == two ? 1 : 0;
    }
}
