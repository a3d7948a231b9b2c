package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.workload.Figures;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one run of a case gave.
 *
 * @param round which round it belongs to, from 0
 * @param of the case
 * @param figures what was measured
 */
record Run(int round, Case of, Figures figures) {
    /** One line of JSON. */
    String json() {
        String values = figures.all().entrySet().stream()
                .map(figure -> "\"" + figure.getKey() + "\":" + number(figure.getValue()))
                .collect(Collectors.joining(","));
        return "{\"round\":" + round + ",\"workload\":\"" + of.workload().name() + "\",\"subject\":\""
                + of.subject().name() + "\",\"bar\":\"" + of.bar() + "\",\"figures\":{" + values + "}}";
    }

    /** One line for people. */
    String line() {
        String values = figures.all().entrySet().stream().map(Run::shown).collect(Collectors.joining("  "));
        return "round " + round + "  " + of.workload().name() + "  "
                + of.subject().name() + ":  " + values;
    }

    private static String shown(Map.Entry<String, Double> figure) {
        return figure.getKey() + " " + Numbers.shown(figure.getValue());
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }
}
