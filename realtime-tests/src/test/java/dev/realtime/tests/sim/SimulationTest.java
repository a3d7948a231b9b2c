package dev.realtime.tests.sim;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.GapReason;
import dev.realtime.tests.logs.Logs;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The promises D1 to D6 under every fault, in virtual time. {@code -Dsim.seeds=10000} runs more, {@code -Dsim.seed=S} one, with {@code
 * -Dsim.plan=P} a part of it. The first seed of a run is the clock's, so that every run looks at new ones. One that fails is printed with the
 * smallest part of its faults that fails too, and is kept: from then on it runs first.
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
            "filter changed during a replay",
            "filter changes",
            "invalidations",
            "lag",
            "left by itself",
            "losses in transit",
            "no lag",
            "refused by a server that drains",
            "refused over the cap",
            "refused services",
            "regained",
            "replayed",
            "revoked",
            "right taken during a replay",
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

    private final Map<GapReason, Integer> gaps = new EnumMap<>(GapReason.class);
    private final Map<String, Long> counts = new TreeMap<>();

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS) // for a million runs; each ends by the number of its tasks
    void every_promise_holds_in_every_run() throws Exception {
        Long only = Long.getLong("sim.seed");
        if (only != null) {
            FaultPlan plan = FaultPlan.parse(System.getProperty("sim.plan", FaultPlan.ORDINARY.toString()));
            add(new World(only, plan).run());
            System.out.println("gaps " + gaps + ", counts " + counts);
            return;
        }
        long first = Long.getLong("sim.first", System.nanoTime());
        int seeds = Integer.getInteger("sim.seeds", 1_000);
        Logs dropped = Logs.dropped();
        try {
            for (long seed : Regressions.seeds()) {
                add(run(seed));
            }
            run(first, seeds);
        } finally {
            dropped.close();
        }
        System.out.println(seeds + " runs from seed " + first + ": gaps " + gaps + ", counts " + counts);
        if (seeds >= 1_000) {
            Set<GapReason> seen = EnumSet.complementOf(EnumSet.of(GapReason.FILTER)); // the server never says that
            assertTrue(gaps.keySet().containsAll(seen), gaps.toString());
            assertAll(SOMETIMES.stream()
                    .map(what -> () -> assertTrue(counts.getOrDefault(what, 0L) > 0, "never: " + what)));
        }
    }

    /** Each run has one thread; {@code -Dsim.threads=N} has so many at a time. */
    private void run(long first, int seeds) throws Exception {
        int threads = Integer.getInteger("sim.threads", 1);
        AtomicLong next = new AtomicLong(first);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            Callable<Void> runs = () -> {
                for (long seed = next.getAndIncrement(); seed < first + seeds; seed = next.getAndIncrement()) {
                    add(run(seed));
                }
                return null;
            };
            for (Future<Void> worker : pool.invokeAll(Collections.nCopies(threads, runs))) {
                worker.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private synchronized void add(Truth truth) {
        truth.gaps.forEach((reason, count) -> gaps.merge(reason, count, Integer::sum));
        truth.counts.forEach((what, count) -> counts.merge(what, count, Long::sum));
    }

    private static Truth run(long seed) {
        try {
            return new World(seed).run();
        } catch (AssertionError | RuntimeException e) {
            Regressions.add(seed);
            FaultPlan plan = Shrinking.shrink(FaultPlan.ORDINARY, smaller -> fails(seed, smaller));
            throw new AssertionError(
                    "seed " + seed + " failed at commit " + Regressions.commit() + "; again, in small: mvn -B verify"
                            + " -pl realtime-tests -am -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false"
                            + " -Dsim.seed=" + seed + " -Dsim.plan=" + plan,
                    e);
        }
    }

    private static boolean fails(long seed, FaultPlan plan) {
        try {
            new World(seed, plan).run();
            return false;
        } catch (AssertionError | RuntimeException e) {
            return true;
        }
    }
}
