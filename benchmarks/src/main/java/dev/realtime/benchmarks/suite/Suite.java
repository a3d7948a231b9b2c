package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.target.Options;
import dev.realtime.benchmarks.workload.Figures;
import dev.realtime.benchmarks.workload.Settings;
import dev.realtime.benchmarks.workload.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Runs a plan in rounds: all cases once a round, each in a new server process, every second round backwards. Keeps the raw results, and
 * writes tables and a plot.
 *
 * <pre>
 * --plan full|smoke   --workloads regex   --subjects regex   --rounds N   --warm-up seconds   --window seconds
 * --scale factor (of connections, for trials)   --output directory   --report file.md   --bookings file.csv   --list
 * </pre>
 */
public final class Suite {
    private final Settings settings;
    private final Path raw;
    private final Results results = new Results();

    private Suite(Settings settings, Path raw) {
        this.settings = settings;
        this.raw = raw;
    }

    /** Runs what the command line says. */
    public static void main(String[] arguments) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        Options options = new Options(arguments);
        boolean smoke = options.text("plan", "full").equals("smoke");
        Path output = Path.of(options.text("output", "benchmarks/target/results"));
        Settings settings = settings(options, smoke, output);
        List<Case> cases = chosen(
                smoke ? Plan.smoke() : Plan.full(), options.text("workloads", ".*"), options.text("subjects", ".*"));
        int rounds = options.number("rounds", smoke ? 1 : 3);
        String report = options.text("report", "");
        boolean list = options.flag("list");
        options.requireAllRead();
        if (list) {
            cases.forEach(
                    each -> print(each.workload().name() + "  " + each.subject().name()));
            return;
        }
        Files.createDirectories(output);
        String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
        Suite suite = new Suite(settings, output.resolve("runs-" + time + ".jsonl"));
        suite.run(cases, rounds);
        if (!report.isEmpty()) {
            suite.write(Path.of(report));
        }
        if (smoke && !new Smoke(suite, cases).verdict()) {
            System.exit(1);
        }
    }

    private static Settings settings(Options options, boolean smoke, Path output) {
        return new Settings(
                options.decimal("warm-up", smoke ? 2 : 4),
                options.decimal("window", smoke ? 2 : 4),
                options.decimal("scale", 1),
                output.resolve("logs"),
                Path.of(options.text("bookings", "benchmarks/bookings.csv")));
    }

    private static List<Case> chosen(List<Case> cases, String workloads, String subjects) {
        return cases.stream()
                .filter(each -> Pattern.matches(workloads, each.workload().name())
                        && Pattern.compile(subjects)
                                .matcher(each.subject().name())
                                .find())
                .toList();
    }

    private void run(List<Case> cases, int rounds) throws IOException {
        List<Case> possible = cases.stream().filter(this::isPossible).toList();
        for (int round = 0; round < rounds; round++) {
            List<Case> order = new ArrayList<>(possible);
            if (round % 2 == 1) {
                Collections.reverse(order);
            }
            for (Case each : order) {
                run(round, each);
            }
        }
    }

    private boolean isPossible(Case each) {
        String obstacle = each.workload().obstacle(settings);
        if (!each.subject().launcher().isInstalled()) {
            obstacle = "it is not installed";
        }
        if (!obstacle.isEmpty()) {
            print("left out: " + each.workload().name() + "  " + each.subject().name() + ": " + obstacle);
        }
        return obstacle.isEmpty();
    }

    /** Runs a case; one that fails is said and has no result. */
    void run(int round, Case each) throws IOException {
        try {
            Figures figures = each.workload().run(subject(each), settings);
            Run run = new Run(round, each, figures);
            results.add(run);
            print(run.line() + (figures.isClean() ? "" : "  NOT CLEAN"));
            Files.writeString(raw, run.json() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (Exception e) {
            print("FAILED: " + each.workload().name() + "  " + each.subject().name() + ": " + e);
        }
    }

    /** A bare loop that puts together as many events as ours did. */
    private Subject subject(Case each) {
        if (each.batchOf().isEmpty()) {
            return each.subject();
        }
        long events =
                Math.round(results.batch(each.workload().name(), each.batchOf()).orElse(100.0));
        return each.subject().with("--batch", Long.toString(Math.max(1, events)), "--window", "2");
    }

    Results results() {
        return results;
    }

    private void write(Path report) throws IOException {
        String name = String.valueOf(report.getFileName()).replaceAll("\\.md$", "") + ".svg";
        String trial = settings.scale() == 1 ? "" : "; numbers of connections and channels times " + settings.scale();
        Files.writeString(report, new Report(results, Machine.describe() + trial, name).markdown());
        Files.writeString(report.resolveSibling(name), new Chart(results).svg());
        print("written: " + report + " and " + name);
    }

    static void print(String line) {
        System.out.println(line);
    }
}
