package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.target.Options;
import dev.realtime.benchmarks.workload.Figures;
import dev.realtime.benchmarks.workload.Settings;
import dev.realtime.benchmarks.workload.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * --jmh file.json (goes into the report)   --results file.jsonl (written after each run)   --append (rounds to that file)   --report-only (of that file)
 * </pre>
 */
public final class Suite {
    private static final double STOPPED_SECONDS = 2;
    private static final int ATTEMPTS = 3;

    private final Settings settings;
    private final ResultFile file;
    private final Path report; // empty for none
    private final Path jmh; // need not be there
    private final Results results = new Results();
    private final Pulse pulse = Pulse.started();

    private Suite(Settings settings, ResultFile file, Path report, Path jmh) {
        this.settings = settings;
        this.file = file;
        this.report = report;
        this.jmh = jmh;
    }

    /** Runs what the command line says. */
    public static void main(String[] arguments) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        Options options = new Options(arguments);
        boolean smoke = options.text("plan", "full").equals("smoke");
        List<Case> plan = smoke ? Plan.smoke() : Plan.full();
        List<Case> cases = chosen(plan, options.text("workloads", ".*"), options.text("subjects", ".*"));
        int rounds = options.number("rounds", smoke ? 1 : 3);
        boolean list = options.flag("list");
        boolean append = options.flag("append");
        boolean reportOnly = options.flag("report-only");
        Suite suite = suite(options, smoke);
        options.requireAllRead();
        if (list) {
            cases.forEach(
                    each -> print(each.workload().name() + "  " + each.subject().name()));
            return;
        }
        suite.open(plan, append || reportOnly);
        if (!reportOnly) {
            suite.run(cases, rounds);
        }
        suite.write();
        if (smoke && !new Smoke(suite, cases).verdict()) {
            System.exit(1);
        }
    }

    private static Suite suite(Options options, boolean smoke) {
        Path output = Path.of(options.text("output", "benchmarks/target/results"));
        String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
        String results = options.text("results", "");
        Path file = results.isEmpty() ? output.resolve("runs-" + time + ".jsonl") : Path.of(results);
        return new Suite(
                settings(options, smoke, output),
                new ResultFile(file),
                Path.of(options.text("report", "")),
                Path.of(options.text("jmh", output.resolve("jmh.json").toString())));
    }

    /** Begins a file, or goes on with one that is there. */
    private void open(List<Case> plan, boolean goesOn) throws IOException {
        if (goesOn != file.exists()) {
            throw new IllegalArgumentException(goesOn ? "there is no " + file : file + " is there: --append?");
        }
        if (goesOn) {
            int unknown = file.read(plan, results);
            print("read: " + results.runs().size() + " runs"
                    + (unknown == 0 ? "" : ", and passed over " + unknown + " that are not in the plan any more"));
            return;
        }
        String trial = settings.scale() == 1 ? "" : "; numbers of connections and channels times " + settings.scale();
        results.machine(Machine.describe() + trial);
        file.machine(results.machine());
        print("raw results: " + file);
    }

    private static Settings settings(Options options, boolean smoke, Path output) {
        return new Settings(
                options.decimal("warm-up", smoke ? 2 : 8),
                options.decimal("window", smoke ? 2 : 3),
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
        List<Case> possible = new ArrayList<>();
        for (Case each : cases) {
            if (isPossible(each)) {
                possible.add(each);
            }
        }
        int first = results.nextRound();
        for (int round = first; round < first + rounds; round++) {
            List<Case> order = new ArrayList<>(possible);
            if (round % 2 == 1) {
                Collections.reverse(order);
            }
            long start = System.nanoTime();
            for (Case each : order) {
                run(round, each);
            }
            print("round " + round + " took " + Math.round((System.nanoTime() - start) / 1e9) + " s");
            write();
        }
    }

    private boolean isPossible(Case each) throws IOException {
        if (!each.subject().launcher().isInstalled()) {
            return leaveOut(each.subject().name(), "it is not installed");
        }
        String obstacle = each.workload().obstacle(settings);
        return obstacle.isEmpty() || leaveOut(each.workload().name(), obstacle);
    }

    private boolean leaveOut(String what, String reason) throws IOException {
        if (!results.leftOut().containsKey(what)) {
            results.leftOut(what, reason);
            file.leftOut(what, reason);
            print("left out: " + what + ": " + reason);
        }
        return false;
    }

    /** Runs a case; one that fails is said and has no result. One in which this process stood still tells nothing and is run again. */
    void run(int round, Case each) throws IOException {
        String name = each.workload().name() + "  " + each.subject().name();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            boolean last = attempt == ATTEMPTS;
            pulse.longestGapSeconds();
            try {
                Figures figures = each.workload().run(subject(each), settings);
                double stopped = pulse.longestGapSeconds();
                if (stopped < STOPPED_SECONDS || last) {
                    keep(new Run(round, each, figures));
                    return;
                }
                print("again: " + name + ": all stood still for " + Numbers.shown(stopped) + " s");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } catch (Exception e) {
                boolean stopped = pulse.longestGapSeconds() >= STOPPED_SECONDS;
                print((stopped && !last ? "again: " : "FAILED: ") + name + ": " + e);
                if (!stopped || last) {
                    leaveOut(name + " in round " + round, "it failed");
                    return;
                }
            }
        }
    }

    private void keep(Run run) throws IOException {
        results.add(run);
        file.add(run);
        print(run.line() + (run.figures().isClean() ? "" : "  NOT CLEAN"));
    }

    /** A bare loop that puts together as many events as ours did. */
    private Subject subject(Case each) {
        if (each.batchOf().isEmpty()) {
            return each.subject();
        }
        long events =
                Math.round(results.batch(each.workload().name(), each.batchOf()).orElse(100.0));
        return each.subject().with("--batch", Long.toString(Math.max(1, events)), "--window", "20");
    }

    Results results() {
        return results;
    }

    /** Writes the report, if one is wanted. */
    private void write() throws IOException {
        if (report.toString().isEmpty()) {
            return;
        }
        String name = String.valueOf(report.getFileName()).replaceAll("\\.md$", "") + ".svg";
        Files.writeString(report, new Report(results, name).markdown() + Jmh.markdown(jmh));
        Files.writeString(report.resolveSibling(name), new Chart(results).svg());
        print("written: " + report + " and " + name);
    }

    static void print(String line) {
        System.out.println(line);
    }
}
