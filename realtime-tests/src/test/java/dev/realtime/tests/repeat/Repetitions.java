package dev.realtime.tests.repeat;

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.launcher.TagFilter.excludeTags;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs all tests in virtual time again and again in one virtual machine, each time in another order, and ends at the first flake. Those
 * with the tag {@code real} are left out: they stand at sockets or wait for threads, or look at the code itself. System properties:
 *
 * <ul>
 *   <li>{@code repetitions}: how many. Default: 200
 *   <li>{@code repetitions.order}: the first order, as it was printed. Default: the clock's
 *   <li>{@code repetitions.tests}: names of classes, as a regular expression. Default: all that end with Test
 *   <li>{@code repetitions.without}: the tags to leave out. Default: real,stress,soak
 * </ul>
 */
final class Repetitions {
    private final PrintStream console = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream(); // by the tests of one repetition
    private final Launcher launcher = LauncherFactory.create();
    private final Set<Path> roots;
    private final String tests = System.getProperty("repetitions.tests", ".*Test");
    private final List<String> without = List.of(
            System.getProperty("repetitions.without", "real,stress,soak").split(","));

    private Repetitions(Set<Path> roots) {
        this.roots = roots;
    }

    /**
     * Runs them, and ends with 1 where one failed.
     *
     * @param args folders of test classes, all of them on the class path
     */
    public static void main(String[] args) {
        Repetitions runs = new Repetitions(Arrays.stream(args).map(Path::of).collect(Collectors.toSet()));
        boolean clean =
                runs.run(Integer.getInteger("repetitions", 200), Long.getLong("repetitions.order", System.nanoTime()));
        System.exit(clean ? 0 : 1); // whatever threads a failed test has left
    }

    private boolean run(int repetitions, long firstOrder) {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(System.out);
        long passed = 0;
        long begin = System.nanoTime();
        Duration slowest = Duration.ZERO;
        for (int i = 0; i < repetitions; i++) {
            printed.reset();
            Outcomes outcomes = new Outcomes();
            long start = System.nanoTime();
            launcher.execute(inOrder(firstOrder + i), outcomes);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
            passed += outcomes.passed();
            console.printf("%4d  order %d  %s  %s%n", i + 1, firstOrder + i, seconds(took), outcomes);
            if (!outcomes.isClean()) {
                tell(outcomes, firstOrder + i);
                return false;
            }
        }
        Duration all = Duration.ofNanos(System.nanoTime() - begin);
        console.printf(
                "no flake: %d repetitions, %d tests in %s, the slowest repetition %s%n",
                repetitions, passed, seconds(all), seconds(slowest));
        return true;
    }

    private void tell(Outcomes outcomes, long order) {
        try {
            printed.writeTo(console);
        } catch (IOException e) {
            console.println("what the tests printed cannot be shown: " + e);
        }
        outcomes.failures().forEach(console::println);
        console.println("the same order again: -Drepetitions=1 -Drepetitions.order=" + order);
    }

    private LauncherDiscoveryRequest inOrder(long order) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClasspathRoots(roots))
                .filters(includeClassNamePatterns(tests), excludeTags(without))
                .configurationParameter(ClassOrderer.DEFAULT_ORDER_PROPERTY_NAME, ClassOrderer.Random.class.getName())
                .configurationParameter(MethodOrderer.DEFAULT_ORDER_PROPERTY_NAME, MethodOrderer.Random.class.getName())
                .configurationParameter(MethodOrderer.Random.RANDOM_SEED_PROPERTY_NAME, String.valueOf(order))
                .configurationParameter("junit.jupiter.execution.timeout.default", "60 s")
                .build();
    }

    private static String seconds(Duration duration) {
        return "%d.%03d s".formatted(duration.toSeconds(), duration.toMillisPart());
    }
}
