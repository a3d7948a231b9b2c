package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.concurrency.Mutant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Threads that tell a large audience together, and one more that comes when they are late (architecture, section 2). */
class TourInterleavingTest {
    private static final List<Integer> AUDIENCE =
            IntStream.rangeClosed(0, Tour.SLICE).boxed().toList();
    private static final int SLICES = 2;

    /** A tour, and what came of it. Of each slice only the last one notes it: all the others would only be more to interleave. */
    private static final class Told {
        final AtomicIntegerArray times = new AtomicIntegerArray(SLICES);
        final AtomicInteger ends = new AtomicInteger();
        final AtomicInteger toldAtTheEnd = new AtomicInteger();
        final AtomicInteger threads = new AtomicInteger();
        final Tour<Integer> tour = new Tour<>(AUDIENCE, this::tell, this::end);

        private void tell(int member) {
            if (member >= Tour.SLICE - 1) {
                times.incrementAndGet(member - (Tour.SLICE - 1));
            }
        }

        private void end(int count) {
            ends.incrementAndGet();
            toldAtTheEnd.set(slices(1));
            threads.set(count);
        }

        /** How many slices have been told so often, or more often. */
        int slices(int often) {
            int slices = 0;
            for (int i = 0; i < SLICES; i++) {
                slices += times.get(i) >= often ? 1 : 0;
            }
            return slices;
        }

        void assertOver() {
            assertEquals(1, ends.get(), "the next round begins twice, or never");
            assertEquals(SLICES, toldAtTheEnd.get(), "the next round begins before everybody was told");
            assertTrue(threads.get() == 1 || threads.get() == 2, "threads that had a slice: " + threads);
        }
    }

    @Test
    @Mutant(
            value = "a slice is looked for and taken in two steps",
            of = Tour.class,
            right = "int slice = taken.getAndIncrement();",
            wrong = "int slice = taken.get(); taken.set(slice + 1);")
    @Mutant(
            value = "slices that are left are counted in two steps",
            of = Tour.class,
            right = "if (told.compareAndSet(slice, 0, 1) && left.decrementAndGet() == 0) {",
            wrong = "boolean mine = told.compareAndSet(slice, 0, 1); int now = left.get() - (mine ? 1 : 0);"
                    + " left.set(now); if (mine && now == 0) {")
    void everybody_is_told_once_and_the_end_comes_once_and_last() {
        explore(() -> {
            Told told = new Told();

            together(told.tour, told.tour);

            told.assertOver();
            assertEquals(0, told.slices(2), "somebody is told twice");
        });
    }

    @Test
    @Mutant(
            value = "a slice that two have told is counted by both",
            of = Tour.class,
            right = "if (told.compareAndSet(slice, 0, 1) && left.decrementAndGet() == 0) {",
            wrong = "boolean first = told.get(slice) == 0; told.set(slice, 1);"
                    + " if (first && left.decrementAndGet() == 0) {")
    @Mutant(
            value = "a round costs nothing because another thread finished it",
            of = Tour.class,
            right = "end.reached(Math.max(1, threads.get()));",
            wrong = "end.reached(threads.get());")
    void a_tour_that_another_thread_finishes_ends_once_and_after_everybody_was_told() {
        explore(() -> {
            Told told = new Told();

            together(told.tour, told.tour, told.tour::finish);

            told.assertOver();
        });
    }
}
