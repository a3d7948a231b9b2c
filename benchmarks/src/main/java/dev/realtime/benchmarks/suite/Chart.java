package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.workload.Workload;
import java.util.List;
import java.util.Locale;

/** Draws the first figure of each row as a bar on a logarithmic scale, one panel for each workload, as SVG. */
final class Chart {
    private static final int WIDTH = 900;
    private static final int LABELS = 230;
    private static final int VALUES = 90;
    private static final int BAR = 14;
    private static final int ROW = 20;
    private static final int TITLE = 46;

    private final Results results;

    Chart(Results results) {
        this.results = results;
    }

    String svg() {
        StringBuilder panels = new StringBuilder();
        int y = 10;
        for (Workload workload : results.workloads().values()) {
            List<String> subjects = List.copyOf(results.rows(workload.name()).keySet());
            panels.append(panel(workload, subjects, y));
            y += TITLE + ROW * subjects.size();
        }
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"sans-serif\" font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\""
                                + " fill=\"white\"/>%n",
                        WIDTH,
                        y + 10,
                        WIDTH,
                        y + 10)
                + panels + "</svg>\n";
    }

    private String panel(Workload workload, List<String> subjects, int top) {
        String figure = workload.columns().get(0);
        List<Double> medians = subjects.stream()
                .map(subject -> Numbers.median(results.values(workload.name(), subject, figure)))
                .toList();
        Scale scale = Scale.of(medians);
        StringBuilder panel = new StringBuilder();
        text(panel, 10, top + 18, "start", workload.name() + ": " + workload.title());
        text(panel, 10, top + 34, "start", figure.replace('_', ' ') + ", logarithmic; shorter is better");
        for (int i = 0; i < subjects.size(); i++) {
            int y = top + TITLE + i * ROW;
            double value = medians.get(i);
            int length = (int) Math.round(scale.share(value) * (WIDTH - LABELS - VALUES));
            String colour = subjects.get(i).startsWith("ours") ? "#2563eb" : "#9ca3af";
            panel.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n",
                    LABELS,
                    y,
                    length,
                    BAR,
                    colour));
            text(panel, LABELS - 6, y + 11, "end", subjects.get(i));
            text(panel, LABELS + length + 5, y + 11, "start", Numbers.shown(value));
        }
        return panel.toString();
    }

    private static void text(StringBuilder out, int x, int y, String anchor, String text) {
        String safe = text.replace("&", "&amp;").replace("<", "&lt;");
        out.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, safe));
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
    }
}
