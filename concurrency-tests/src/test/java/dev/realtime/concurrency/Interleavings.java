package dev.realtime.concurrency;

import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckSettings;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Runs a scenario again and again, each time with its threads interleaved in another way. Lincheck switches threads wherever one touches what
 * others can see, so a failure does not depend on luck, comes again, and is told step by step. What compilers and processors may reorder
 * beyond that is for jcstress.
 */
public final class Interleavings {
    /** How many ways of a scenario are looked at. */
    static final int COUNT = Integer.getInteger("interleavings", 100);

    /** Above what any loop here does: from 10 times on, Lincheck takes one for waiting, and hardly switches threads any more. */
    private static final int LONGEST_LOOP = 1_000;

    private static final LincheckSettings SETTINGS = // true: the collections of the JDK may be interrupted, too
            new LincheckSettings(true, LONGEST_LOOP, 2 * LONGEST_LOOP, LONGEST_LOOP);

    private Interleavings() {}

    /**
     * Looks at the ways in which the threads of a scenario can be interleaved.
     *
     * @param scenario makes what it needs, starts its threads by {@link #together}, and throws when something forbidden came out
     */
    public static void explore(Runnable scenario) {
        explore(COUNT, scenario);
    }

    /**
     * The same for a scenario of many parts, whose runs take long: at a fifth of the ways.
     *
     * @param scenario as above
     */
    public static void exploreSome(Runnable scenario) {
        explore(Math.max(1, COUNT / 5), scenario);
    }

    private static void explore(int count, Runnable scenario) {
        AtomicReference<Throwable> forbidden = new AtomicReference<>();
        Runnable noted = () -> {
            try {
                scenario.run();
            } catch (RuntimeException | AssertionError e) {
                forbidden.set(e);
                throw e;
            }
        };
        try {
            noted.run(); // loads the classes, so that no other run differs from the next by that
            Lincheck.runConcurrentTestInternal$lincheck(count, SETTINGS, noted); // the public one takes no settings
        } catch (RuntimeException | AssertionError e) {
            if (forbidden.get() == null) {
                throw new IllegalStateException("Lincheck gave up", e);
            }
            throw new AssertionError(forbidden.get().getMessage(), e); // whether or not Lincheck can tell how it came
        }
    }

    /**
     * Compares what a structure answers to several threads with what it answers to one.
     *
     * @param structure a class with operations
     * @param before how many operations go before those of the threads
     */
    public static void compare(Class<?> structure, int before) {
        new ModelCheckingOptions()
                .loopIterationsBeforeThreadSwitch(LONGEST_LOOP)
                .loopBound(2 * LONGEST_LOOP)
                .iterations(10)
                .invocationsPerIteration(COUNT)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(before)
                .actorsAfter(2)
                .check(structure);
    }

    /**
     * Runs parts of a scenario at the same time, and waits for all.
     *
     * @param parts each gets a thread
     */
    public static void together(Runnable... parts) {
        Throwable[] failures = new Throwable[parts.length];
        Thread[] threads = new Thread[parts.length];
        for (int i = 0; i < parts.length; i++) {
            int part = i;
            threads[i] = new Thread(() -> {
                try {
                    parts[part].run();
                } catch (RuntimeException
                        | AssertionError e) { // not just all: Lincheck ends threads by an error of its own
                    failures[part] = e;
                }
            });
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (int i = 0; i < parts.length; i++) {
            await(threads[i]);
            if (failures[i] != null) {
                throw new AssertionError("a part failed: " + failures[i], failures[i]);
            }
        }
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
