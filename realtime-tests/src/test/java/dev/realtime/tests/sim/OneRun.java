package dev.realtime.tests.sim;

/** One run of the simulation; the entry for class loaders that hold a planted bug. */
public final class OneRun {
    private OneRun() {}

    /**
     * Lives through one run.
     *
     * @param seed decides everything
     * @throws AssertionError if a promise is broken
     */
    public static void live(long seed) {
        new World(seed).run();
    }
}
