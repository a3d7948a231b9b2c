package dev.realtime.core.server;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.realtime.concurrency.Mutant;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A thread tells an audience of a slice and one, each of whom keeps it in a plain field, while another one finishes for it. */
@JCStressTest
@Mutant(
        value = "slices that are left are counted in two steps",
        of = Tour.class,
        right = "if (told.compareAndSet(slice, 0, 1) && left.decrementAndGet() == 0) {",
        wrong = "boolean mine = told.compareAndSet(slice, 0, 1); int now = left.get() - (mine ? 1 : 0);"
                + " left.set(now); if (mine && now == 0) {")
@Outcome(id = "1, 33", expect = ACCEPTABLE, desc = "The end came once, and saw that everybody had been told.")
@Outcome(id = "0, .*", expect = FORBIDDEN, desc = "The end never came: there is no other round.")
@Outcome(expect = FORBIDDEN, desc = "The end came twice, or too early, or did not see what the other thread had done.")
@State
public class TourRace {
    private static final List<Integer> AUDIENCE =
            IntStream.rangeClosed(0, Tour.SLICE).boxed().toList();

    private final int[] told = new int[AUDIENCE.size()];
    private final Tour<Integer> tour = new Tour<>(AUDIENCE, member -> told[member] = 1, threads -> end());
    private int ends;
    private int toldAtTheEnd;

    private void end() {
        ends++;
        toldAtTheEnd = IntStream.of(told).sum();
    }

    @Actor
    public void tell() {
        tour.run();
    }

    @Actor
    public void finish() {
        tour.finish();
    }

    @Arbiter
    public void look(II_Result result) {
        result.r1 = ends;
        result.r2 = toldAtTheEnd;
    }
}
