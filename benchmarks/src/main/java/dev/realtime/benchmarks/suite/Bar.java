package dev.realtime.benchmarks.suite;

import java.util.List;
import java.util.Locale;

/**
 * One line of the bars: what was measured in each round, and between what it has to lie. The median of the rounds decides.
 *
 * @param measure what it is, and against what
 * @param row whose
 * @param values one for each round
 * @param least the least that holds
 * @param most the most that holds
 * @param unit {@code x} for a ratio
 */
record Bar(String measure, String row, List<Double> values, double least, double most, String unit) {
    private static final String RATIO = "x";

    /** A ratio that has to be small. */
    static Bar ratio(String measure, String row, List<Double> values, double most) {
        return new Bar(measure, row, values, Double.NEGATIVE_INFINITY, most, RATIO);
    }

    /** A ratio that has to be large. */
    static Bar atLeast(String measure, String row, List<Double> values, double least) {
        return new Bar(measure, row, values, least, Double.POSITIVE_INFINITY, RATIO);
    }

    /** A ratio that has to be near one. */
    static Bar flat(String measure, String row, List<Double> values, double share) {
        return new Bar(measure, row, values, 1 - share, 1 + share, RATIO);
    }

    /** A figure that has to be small. */
    static Bar figure(String measure, String row, List<Double> values, double most, String unit) {
        return new Bar(measure, row, values, Double.NEGATIVE_INFINITY, most, unit);
    }

    boolean isMeasured() {
        return !values.isEmpty();
    }

    boolean holds() {
        double median = Numbers.median(values);
        return median >= least && median <= most;
    }

    /** A row of the table. */
    String markdown() {
        if (!isMeasured()) {
            return "| " + measure + " | " + row + " | - | - | " + bound() + " | not measured |";
        }
        String spread = shown(Numbers.smallest(values)) + " .. " + shown(Numbers.largest(values));
        return "| " + measure + " | " + row + " | " + shown(Numbers.median(values)) + " | " + spread + " | " + bound()
                + " | " + (holds() ? "holds" : "**missed**") + " |";
    }

    private String bound() {
        if (Double.isFinite(least) && Double.isFinite(most)) {
            return shown(least) + " .. " + shown(most);
        }
        return Double.isFinite(least) ? ">= " + shown(least) : "<= " + shown(most);
    }

    private String shown(double value) {
        if (!unit.equals(RATIO)) {
            return Numbers.shown(value) + " " + unit;
        }
        if (value > 0 && value < 0.1) {
            return "1/" + String.format(Locale.ROOT, "%.0f", 1 / value) + " x";
        }
        return String.format(Locale.ROOT, "%.2f x", value);
    }
}
