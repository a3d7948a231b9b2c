package dev.realtime.tests.sim;

import java.util.TreeSet;
import java.util.function.Predicate;

/** Finds a smaller run that fails as well: without faults that do not matter, and with fewer publications. */
final class Shrinking {
    private Shrinking() {}

    /**
     * The smallest plan found.
     *
     * @param plan one that fails
     * @param fails runs a plan
     */
    static FaultPlan shrink(FaultPlan plan, Predicate<FaultPlan> fails) {
        FaultPlan smallest = plan;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (int number : new TreeSet<>(smallest.kept())) {
                if (fails.test(smallest.without(number))) {
                    smallest = smallest.without(number);
                    smaller = true;
                }
            }
            if (smallest.publications() > 1 && fails.test(smallest.shorter())) {
                smallest = smallest.shorter();
                smaller = true;
            }
        }
        return smallest;
    }
}
