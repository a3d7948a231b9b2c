package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.workload.Figures;
import dev.realtime.benchmarks.workload.Workload;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Draws the fan-out as SVG: a panel for each workload, a line for each server, the cheapest first; in a line server time, latency and bytes
 * as bars, each column of a panel on a logarithmic scale of its own. Light or dark as the reader has it.
 */
final class Chart {
    private static final List<String> WORKLOADS = List.of("W1", "W2@50", "W2@200");
    private static final int LABELS = 210;
    private static final int COLUMN = 240;
    private static final int VALUE = 52; // right of the longest bar
    private static final int GAP = 14;
    private static final int BAR = 11;
    private static final int ROW = 17;
    private static final int HEAD = 62;
    private static final int TOP = 40;
    private static final int FOOT = 20;
    private static final String STYLE = """
            <style>
            text { fill: #1f2937; } .dim { fill: #6b7280; font-size: 10px; } .title { font-size: 14px; font-weight: bold; }
            .ours { fill: #2563eb; } .raw { fill: #9ca3af; } .peer { fill: #d97706; } .ground { fill: #ffffff; } .grid { stroke: #e5e7eb; }
            text.ours { font-weight: bold; }
            @media (prefers-color-scheme: dark) {
            text { fill: #e5e7eb; } .dim { fill: #9ca3af; } .ours { fill: #60a5fa; } .raw { fill: #6b7280; } .peer { fill: #f59e0b; }
            .ground { fill: #0d1117; } .grid { stroke: #30363d; }
            }
            </style>
            """;

    /** A column of a panel. */
    private record Column(String figure, String title) {}

    private final Results results;
    private final StringBuilder out = new StringBuilder();

    Chart(Results results) {
        this.results = results;
    }

    String svg() {
        out.setLength(0);
        int y = TOP;
        for (String name : WORKLOADS) {
            Workload workload = results.workloads().get(name);
            if (workload != null) {
                y = panel(workload, y);
            }
        }
        legend();
        int width = LABELS + 3 * COLUMN;
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"sans-serif\" font-size=\"11\">%n",
                        width,
                        y,
                        width,
                        y)
                + STYLE + "<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n" + out + "</svg>\n";
    }

    private void legend() {
        int x = 10;
        for (String kind : List.of("ours", "raw", "peer")) {
            rectangle(kind, x, 13, 11, BAR);
            String name = kind.equals("ours") ? "this library" : kind.equals("raw") ? "bare loops" : "other servers";
            text("", x + 16, 22, "start", name);
            x += 110;
        }
        text("dim", x, 22, "start", "medians; logarithmic scales; shorter is better");
    }

    private static List<Column> columns(Workload workload) {
        Column latency = workload.name().equals("W1")
                ? new Column(Figures.BATCH, "events in a message (longer is better)") // its latency tells nothing
                : new Column(Figures.P99, "latency, p99, ms");
        return List.of(
                new Column(Figures.CPU, "server time for a delivered event, µs"),
                latency,
                new Column(Figures.WIRE, "bytes for a delivered event"));
    }

    private double median(Workload workload, String subject, Column column) {
        return Numbers.median(results.values(workload.name(), subject, column.figure()));
    }

    private int panel(Workload workload, int top) {
        List<Column> columns = columns(workload);
        List<String> subjects = results.rows(workload.name()).keySet().stream()
                .sorted(Comparator.comparingDouble(subject -> median(workload, subject, columns.get(0))))
                .toList();
        int first = top + HEAD;
        int bottom = first + ROW * subjects.size();
        text("title", 10, top + 20, "start", workload.name() + ": " + workload.title());
        for (int i = 0; i < columns.size(); i++) {
            column(workload, subjects, columns.get(i), LABELS + i * COLUMN, first);
        }
        for (int i = 0; i < subjects.size(); i++) {
            String kind = kind(subjects.get(i)).equals("ours") ? "ours" : "";
            text(kind, LABELS - 8, first + i * ROW + 10, "end", subjects.get(i));
        }
        return bottom + FOOT;
    }

    private void column(Workload workload, List<String> subjects, Column column, int left, int first) {
        List<Double> values = subjects.stream()
                .map(subject -> median(workload, subject, column))
                .toList();
        Scale scale = Scale.of(values);
        int room = COLUMN - VALUE - GAP;
        text("", left, first - 22, "start", column.title());
        int lastLabel = left - 100;
        for (double tick : scale.ticks()) {
            int x = left + (int) Math.round(scale.share(tick) * room);
            line(x, first - 5, first + ROW * subjects.size() - 4);
            if (x - lastLabel >= 36) {
                text("dim", x, first - 8, "middle", label(tick));
                lastLabel = x;
            }
        }
        for (int i = 0; i < subjects.size(); i++) {
            int length = (int) Math.round(scale.share(values.get(i)) * room);
            rectangle(kind(subjects.get(i)), left, first + i * ROW, length, BAR);
            text("", left + length + 4, first + i * ROW + 10, "start", Numbers.shown(values.get(i)));
        }
    }

    private static String label(double tick) {
        return tick >= 1
                ? String.format(Locale.ROOT, "%,.0f", tick)
                : String.format(Locale.ROOT, "%.3f", tick).replaceAll("0+$", "");
    }

    private static String kind(String subject) {
        boolean bare = subject.startsWith("raw ") || subject.startsWith("nio ");
        return subject.startsWith("ours ") ? "ours" : bare ? "raw" : "peer";
    }

    private void rectangle(String kind, int x, int y, int width, int height) {
        out.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
                kind,
                x,
                y,
                width,
                height));
    }

    private void line(int x, int from, int to) {
        out.append(String.format(
                Locale.ROOT, "<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n", x, from, x, to));
    }

    private void text(String kind, int x, int y, String anchor, String text) {
        String safe = text.replace("&", "&amp;").replace("<", "&lt;");
        out.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                kind,
                x,
                y,
                anchor,
                safe));
    }

    /** A logarithmic scale that begins at half the smallest value. */
    record Scale(double from, double to) {
        static Scale of(List<Double> values) {
            List<Double> good = values.stream()
                    .filter(value -> value > 0 && Double.isFinite(value))
                    .toList();
            return good.isEmpty() ? new Scale(0.5, 1) : new Scale(Numbers.smallest(good) / 2, Numbers.largest(good));
        }

        /** How long a bar is, from 0 to 1. */
        double share(double value) {
            if (!(value > from)) {
                return 0;
            }
            return Math.min(1, Math.log(value / from) / Math.log(to / from));
        }

        /** The powers of ten inside, with their double and fivefold where there are fewer than three. */
        List<Double> ticks() {
            List<Double> tens = inside(1);
            return tens.size() >= 3 ? tens : inside(1, 2, 5);
        }

        private List<Double> inside(int... factors) {
            DoubleStream all = IntStream.rangeClosed(-6, 9)
                    .boxed()
                    .flatMapToDouble(
                            power -> Arrays.stream(factors).mapToDouble(factor -> factor * Math.pow(10, power)));
            return all.filter(tick -> tick > from && tick <= to).boxed().toList();
        }
    }
}
