package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.workload.Figures;
import dev.realtime.benchmarks.workload.Workload;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the tables as Markdown. */
final class Report {
    private static final String BARS = """
            Measured is the median of the rounds, spread is from the smallest to the largest. A ratio is taken inside each round, so both sides ran within minutes
            of each other. `raw` is a bare loop on the same container with the same frames, see the [benchmarks](../benchmarks/README.md#the-bars).

            """;
    private static final String TABLES = """

            ## Tables

            Each run is a new server process; all rows of a workload run once a round, every second round backwards. A figure is the median of its
            rounds; the first column also shows the smallest and the largest. "to bar" is the median of the ratios to the row that is named, each
            taken inside one round. "foreign" is how many processors others kept busy meanwhile. "clean": no event was lost, repeated or out of order, and no connection ended by itself, in any round.
            Latency is from the time that an event was meant for, so a server that falls behind cannot hide it.
            """;

    private final Results results;
    private final String chart;

    /**
     * A report.
     *
     * @param results what was measured
     * @param chart the name of the plot's file, as it stands beside the report
     */
    Report(Results results, String chart) {
        this.results = results;
        this.chart = chart;
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# Performance\n\nWritten by `benchmarks/run`; not to be edited.\n\n");
        text.append("Machine: ")
                .append(results.machine())
                .append(". Runs of a row: ")
                .append(results.runsOfRow());
        text.append(".\n\n").append(noise()).append('\n').append(leftOut()).append("\n## Bars\n\n");
        text.append(BARS).append(Bars.markdown(Bars.of(results)));
        text.append("\n![Server time, latency and bytes, by server](")
                .append(chart)
                .append(")\n");
        text.append(TABLES);
        results.workloads().values().forEach(workload -> text.append(section(workload)));
        return text.toString();
    }

    private String leftOut() {
        return results.leftOut().isEmpty()
                ? ""
                : results.leftOut().entrySet().stream()
                        .map(each -> each.getKey() + " (" + each.getValue() + ")")
                        .collect(Collectors.joining(", ", "\nLeft out: ", ".\n"));
    }

    private String noise() {
        List<Double> foreign = results.runs().stream()
                .filter(run -> run.figures().has(Figures.FOREIGN))
                .map(run -> run.figures().get(Figures.FOREIGN))
                .toList();
        List<Double> spreads = results.workloads().values().stream()
                .flatMap(workload -> results.rows(workload.name()).keySet().stream()
                        .map(subject -> results.values(
                                workload.name(), subject, workload.columns().get(0))))
                .filter(values -> values.size() > 1)
                .map(values -> Numbers.largest(values) / Numbers.smallest(values))
                .toList();
        return "Noise: others kept " + Numbers.shown(Numbers.median(foreign))
                + " processors busy in the median run and "
                + Numbers.shown(Numbers.largest(foreign)) + " at most; the largest value of a row is "
                + Numbers.shown(Numbers.median(spreads)) + " times its smallest in the median.";
    }

    private String section(Workload workload) {
        StringBuilder text = new StringBuilder("\n### " + workload.name() + ": " + workload.title() + "\n\n");
        text.append("| |")
                .append(workload.columns().stream()
                        .map(column -> " " + column.replace('_', ' ') + " |")
                        .collect(Collectors.joining()))
                .append(" to bar | foreign | clean |\n|---|")
                .append("---|".repeat(workload.columns().size() + 3))
                .append('\n');
        results.rows(workload.name())
                .values()
                .forEach(row -> text.append(row(row)).append('\n'));
        return text.toString();
    }

    private String row(Case row) {
        String workload = row.workload().name();
        String subject = row.subject().name();
        StringBuilder text = new StringBuilder("| " + subject + " |");
        List<String> columns = row.workload().columns();
        for (int i = 0; i < columns.size(); i++) {
            List<Double> values = results.values(workload, subject, columns.get(i));
            text.append(' ').append(Numbers.shown(Numbers.median(values)));
            if (i == 0 && values.size() > 1) {
                text.append(" (").append(Numbers.shown(Numbers.smallest(values)));
                text.append("..").append(Numbers.shown(Numbers.largest(values))).append(')');
            }
            text.append(" |");
        }
        double foreign = Numbers.median(results.values(workload, subject, Figures.FOREIGN));
        return text + " " + bar(row) + " | " + Numbers.shown(foreign) + " | "
                + (results.isClean(workload, subject) ? "yes" : "**no**") + " |";
    }

    private String bar(Case row) {
        List<Double> ratios = results.ratios(row, row.workload().columns().get(0));
        return ratios.isEmpty() ? "" : Numbers.shown(Numbers.median(ratios)) + " x " + row.bar();
    }
}
