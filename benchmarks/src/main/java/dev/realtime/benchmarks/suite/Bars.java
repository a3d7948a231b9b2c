package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.suite.Results.Cell;
import dev.realtime.benchmarks.workload.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What has to be reached, and whether it was. A ratio is taken inside each round. Workloads that did not run are left out. */
final class Bars {
    private static final List<String> CONTAINERS = List.of("tomcat", "jetty");
    private static final String HEAP = "heap_kb";

    private final Results results;
    private final List<Bar> bars = new ArrayList<>();

    private Bars(Results results) {
        this.results = results;
    }

    /** All that the results can tell something of. */
    static List<Bar> of(Results results) {
        Bars bars = new Bars(results);
        for (String container : CONTAINERS) {
            for (String encodings : List.of("binary", "binary+gzip")) {
                bars.saturated(container, encodings);
            }
            bars.paced(container, "binary");
            bars.paced(container, "text");
            bars.window(container);
            bars.memory(container);
            bars.channels(container);
            bars.others(container);
            bars.gzip(container);
            bars.growth(container);
        }
        bars.bookings();
        bars.oldWorld();
        bars.truth();
        return bars.bars.stream()
                .sorted((a, b) -> a.measure().compareTo(b.measure()))
                .toList();
    }

    /** The table, with how many hold before it. */
    static String markdown(List<Bar> bars) {
        List<Bar> measured = bars.stream().filter(Bar::isMeasured).toList();
        long held = measured.stream().filter(Bar::holds).count();
        return held + " of " + measured.size() + " hold, by the median of the rounds.\n\n"
                + "| measure | row | measured | spread | bar | |\n|---|---|---|---|---|---|\n"
                + bars.stream().map(Bar::markdown).collect(Collectors.joining("\n")) + "\n";
    }

    private boolean ran(String workload) {
        return results.workloads().containsKey(workload);
    }

    private void ratio(String measure, String row, Cell cell, Cell other, double most) {
        if (ran(cell.workload())) {
            bars.add(Bar.ratio(measure, row, results.ratios(cell, other), most));
        }
    }

    /** A row to another one of the same workload. */
    private void ratio(String measure, Cell cell, String other, double most) {
        Cell bar = new Cell(cell.workload(), other, cell.figure());
        ratio(cell.workload() + " " + measure, cell.subject(), cell, bar, most);
    }

    private void figure(String measure, Cell cell, double most, String unit) {
        if (ran(cell.workload())) {
            List<Double> values = results.values(cell.workload(), cell.subject(), cell.figure());
            bars.add(Bar.figure(cell.workload() + " " + measure, cell.subject(), values, most, unit));
        }
    }

    private static String ours(String container, String encodings) {
        return "ours " + container + " " + encodings;
    }

    private void saturated(String container, String encodings) {
        String ours = ours(container, encodings);
        String batch = "raw " + container + " " + encodings.replace("binary", "batch");
        Cell many = new Cell("W1", ours, Figures.CPU);
        ratio("CPU to the raw batch", many, batch, 1.5);
        ratio("CPU to CometD", many, "cometd", 1 / 30.0);
        ratio("CPU to Spring STOMP", many, "spring stomp", 1 / 80.0);
        ratio("CPU to nats-server with 64 under way", many, "nats", 1 / 3.0);
        ratio("CPU to nats-server with 1,600 under way", many, "nats batched", 1 / 3.0);
        ratio("CPU to the raw batch", new Cell("W3", ours, Figures.CPU), batch, 1.5);
        ratio("time until all are live, to the raw replay", new Cell("W5", ours, "all_live_ms"), batch, 1.5);
        Cell storm = new Cell("W5", ours, "p99_storm_ms");
        ratio("W5 others' p99, storm to normal", ours, storm, new Cell("W5", ours, "p99_normal_ms"), 3);
    }

    private void paced(String container, String encodings) {
        String ours = ours(container, encodings);
        String event = "raw " + container + " event-" + encodings;
        ratio("p99 to raw events", new Cell("W2@50", ours, Figures.P99), event, 1.3);
        ratio("CPU to raw events", new Cell("W2@50", ours, Figures.CPU), event, 1.2);
        ratio("CPU to raw events", new Cell("W2@200", ours, Figures.CPU), event, 1 / 3.0);
        figure("p99", new Cell("W2@200", ours, Figures.P99), 100, "ms");
        if (ran("W2@200")) {
            List<Double> sustained = results.values("W2@200", ours, Figures.SUSTAINED);
            bars.add(Bar.atLeast("W2@200 deliveries to those asked for", ours, sustained, 0.98));
        }
    }

    private void window(String container) {
        String ours = ours(container, "binary window 50");
        String raw = "raw " + container + " batch window 50";
        for (String workload : List.of("W2@50", "W2@200")) {
            ratio("CPU to the raw 50 ms batch", new Cell(workload, ours, Figures.CPU), raw, 1.3);
        }
    }

    private void memory(String container) {
        String ours = ours(container, "binary");
        Cell bare = new Cell("W4", "raw " + container + " event-binary", HEAP);
        if (ran("W4")) {
            List<Double> above = results.differences(new Cell("W4", ours, HEAP), bare);
            bars.add(Bar.figure("W4 heap of an idle connection above the raw loop's", ours, above, 1.5, "KB"));
        }
    }

    private void channels(String container) {
        String ours = ours(container, "binary");
        figure("heap of an idle channel", new Cell("W7@10000", ours, "idle_channel_heap_kb"), 1, "KB");
        if (ran("W7@10000")) {
            List<Double> ratios =
                    results.ratios(new Cell("W7@10000", ours, Figures.CPU), new Cell("W7@100", ours, Figures.CPU));
            bars.add(Bar.flat("W7@10000 CPU to 100 channels", ours, ratios, 0.2));
        }
    }

    private void others(String container) {
        String ours = ours(container, "binary");
        Cell with = new Cell("W6", ours, "p99_with_slow_ms");
        ratio("W6 healthy p99, with slow ones to without", ours, with, new Cell("W6", ours, "p99_without_ms"), 1.2);
        figure("mean", new Cell("W9", ours, "mean_ms"), 50, "ms");
        figure("p95", new Cell("W9", ours, "p95_ms"), 100, "ms");
    }

    private void gzip(String container) {
        Cell gzip = new Cell("W1", ours(container, "binary+gzip"), Figures.CPU);
        ratio("CPU with gzip to without", gzip, ours(container, "binary"), 1.2);
    }

    private void growth(String container) {
        Cell few = new Cell("growth@10", ours(container, "binary"), Figures.CPU);
        for (int connections : new int[] {100, 1_000, 5_000}) {
            Cell many = new Cell("growth@" + connections, few.subject(), Figures.CPU);
            ratio("growth, CPU with " + connections + " connections to 10", few.subject(), many, few, 1.2);
        }
    }

    private void oldWorld() {
        String ours = ours("tomcat", "binary+gzip");
        ratio("bytes to long polling, both ways", new Cell("W10@10", ours, Figures.WIRE), "long polling", 0.5);
        ratio("bytes to long polling, both ways", new Cell("W10@idle", ours, "bytes_per_s"), "long polling", 0.5);
    }

    private void bookings() {
        String ours = ours("tomcat", "binary+gzip");
        String plain = "raw tomcat event-text";
        ratio("bytes to plain events", new Cell("W8", ours, Figures.WIRE), plain, 0.2);
        ratio("bytes to plain events", new Cell("W8@4KB", ours, Figures.WIRE), plain, 0.5);
    }

    /** In how many runs of ours something was lost, repeated, late or cut off. */
    private void truth() {
        List<Run> ours = results.runs().stream()
                .filter(run -> run.of().subject().name().startsWith("ours "))
                .toList();
        if (!ours.isEmpty()) {
            double bad = ours.stream().filter(run -> !run.figures().isClean()).count();
            bars.add(Bar.figure(
                    "all: runs with an event lost, repeated or late",
                    "ours, of " + ours.size(),
                    List.of(bad),
                    0,
                    "runs"));
        }
    }
}
