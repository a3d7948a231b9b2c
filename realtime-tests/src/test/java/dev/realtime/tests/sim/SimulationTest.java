package dev.realtime.tests.sim;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.GapReason;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The promises D1 to D6 under every fault, in virtual time. {@code -Dsim.seeds=10000} runs more, {@code -Dsim.seed=S} one.
 * The first seed of a run is the clock's, so that every run looks at new ones; a failing one is printed.
 */
class SimulationTest {
    /** What the runs would prove nothing of if it never happened. */
    private static final List<String> SOMETIMES = List.of(
            "batches",
            "bystanders",
            "came",
            "came again",
            "conflated",
            "cut before the snapshot",
            "drained",
            "drains",
            "duplicates",
            "entities conflated and filtered",
            "filter changed at a gap",
            "filter changes",
            "invalidations",
            "lag",
            "left by itself",
            "losses in transit",
            "no lag",
            "refused by a server that drains",
            "refused services",
            "regained",
            "revoked",
            "server closed 4503",
            "slow consumers",
            "slow handlers",
            "snapshot failed",
            "snapshot further back",
            "snapshot given up",
            "snapshot handler failed",
            "snapshot later",
            "snapshot never",
            "snapshot promised again",
            "snapshot too large",
            "snapshot too late",
            "snapshots",
            "token refreshes",
            "told of withheld",
            "unsubscribed",
            "whole state after a cut and a snapshot",
            "whole state after a snapshot",
            "withheld");

    @Test
    void every_promise_holds_in_every_run() {
        Long only = Long.getLong("sim.seed");
        long first = only == null ? Long.getLong("sim.first", System.nanoTime()) : only;
        int seeds = only == null ? Integer.getInteger("sim.seeds", 1_000) : 1;
        Map<GapReason, Integer> gaps = new EnumMap<>(GapReason.class);
        Map<String, Long> counts = new TreeMap<>();
        for (long seed = first; seed < first + seeds; seed++) {
            Truth truth = run(seed, seed - first);
            truth.gaps.forEach((reason, count) -> gaps.merge(reason, count, Integer::sum));
            truth.counts.forEach((what, count) -> counts.merge(what, count, Long::sum));
        }
        System.out.println(seeds + " runs from seed " + first + ": gaps " + gaps + ", counts " + counts);
        if (seeds >= 1_000) {
            Set<GapReason> seen = EnumSet.complementOf(EnumSet.of(GapReason.FILTER)); // the server never says that
            assertTrue(gaps.keySet().containsAll(seen), gaps.toString());
            assertAll(SOMETIMES.stream()
                    .map(what -> () -> assertTrue(counts.getOrDefault(what, 0L) > 0, "never: " + what)));
        }
    }

    private static Truth run(long seed, long index) {
        try {
            return new World(seed).run(OneRun.PUBLICATIONS, OneRun.FAULTS);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "run " + index + " failed; again: mvn -B verify -pl realtime-tests -am"
                            + " -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dsim.seed=" + seed,
                    e);
        }
    }
}
