package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.workload.Figures;
import dev.realtime.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All runs so far, and what follows from them. Not thread-safe. */
final class Results {
    private final List<Run> runs = new ArrayList<>();
    private final Map<String, String> leftOut = new LinkedHashMap<>();
    private String machine = "";

    /**
     * A figure of a row.
     *
     * @param workload the workload's name
     * @param subject the subject's name
     * @param figure the figure's name
     */
    record Cell(String workload, String subject, String figure) {}

    void add(Run run) {
        runs.add(run);
    }

    List<Run> runs() {
        return runs;
    }

    /** Notes that something was not measured, and why. */
    void leftOut(String what, String reason) {
        leftOut.put(what, reason);
    }

    /** What was not measured, with the reason. */
    Map<String, String> leftOut() {
        return leftOut;
    }

    /** Notes where it was measured. */
    void machine(String described) {
        machine = described;
    }

    /** Where it was measured. */
    String machine() {
        return machine;
    }

    /** The number of the next round. */
    int nextRound() {
        return runs.stream().mapToInt(Run::round).max().orElse(-1) + 1;
    }

    /** How often a row was measured, from the least to the most: rounds may be of some rows only. */
    String runsOfRow() {
        LongSummaryStatistics counts = runs.stream()
                .collect(Collectors.groupingBy(
                        run -> run.of().workload().name()
                                + ' '
                                + run.of().subject().name(),
                        Collectors.counting()))
                .values()
                .stream()
                .mapToLong(count -> count)
                .summaryStatistics();
        return counts.getMin() == counts.getMax() ? "" + counts.getMin() : counts.getMin() + " to " + counts.getMax();
    }

    /** The workloads, in the order in which they first ran, by name. */
    Map<String, Workload> workloads() {
        Map<String, Workload> workloads = new LinkedHashMap<>();
        runs.forEach(run ->
                workloads.putIfAbsent(run.of().workload().name(), run.of().workload()));
        return workloads;
    }

    /** The rows of a workload, in the order in which they first ran, by the name of the subject. */
    Map<String, Case> rows(String workload) {
        Map<String, Case> rows = new LinkedHashMap<>();
        runs.stream()
                .filter(run -> run.of().workload().name().equals(workload))
                .forEach(run -> rows.putIfAbsent(run.of().subject().name(), run.of()));
        return rows;
    }

    /** All values of a figure. */
    List<Double> values(String workload, String subject, String figure) {
        return runs.stream()
                .filter(run -> isOf(run, workload, subject) && run.figures().has(figure))
                .map(run -> run.figures().get(figure))
                .toList();
    }

    private static boolean isOf(Run run, String workload, String subject) {
        return run.of().workload().name().equals(workload)
                && run.of().subject().name().equals(subject);
    }

    /** A figure by round; of several runs in a round the last one's. */
    Map<Integer, Double> byRound(Cell cell) {
        Map<Integer, Double> values = new TreeMap<>();
        runs.stream()
                .filter(run -> isOf(run, cell.workload(), cell.subject())
                        && run.figures().has(cell.figure()))
                .forEach(run -> values.put(run.round(), run.figures().get(cell.figure())));
        return values;
    }

    /** How much of a figure a row has for one of its bar, in each round that has both: only what ran at the same time compares. */
    List<Double> ratios(Case row, String figure) {
        String workload = row.workload().name();
        return ratios(new Cell(workload, row.subject().name(), figure), new Cell(workload, row.bar(), figure));
    }

    /** One cell by another, in each round that has both. */
    List<Double> ratios(Cell cell, Cell bar) {
        Map<Integer, Double> bars = byRound(bar);
        return byRound(cell).entrySet().stream()
                .map(value -> value.getValue() / bars.getOrDefault(value.getKey(), Double.NaN))
                .filter(Double::isFinite)
                .toList();
    }

    /** One cell less another, in each round that has both. */
    List<Double> differences(Cell cell, Cell base) {
        Map<Integer, Double> bases = byRound(base);
        return byRound(cell).entrySet().stream()
                .map(value -> value.getValue() - bases.getOrDefault(value.getKey(), Double.NaN))
                .filter(Double::isFinite)
                .toList();
    }

    /** How many events a row puts into a message, as far as it is known. */
    Optional<Double> batch(String workload, String subject) {
        List<Double> values = values(workload, subject, Figures.BATCH);
        return values.isEmpty() ? Optional.empty() : Optional.of(Numbers.median(values));
    }

    /** Whether all runs of a row were without loss, repetition and disorder. */
    boolean isClean(String workload, String subject) {
        return runs.stream()
                .filter(run -> isOf(run, workload, subject))
                .allMatch(run -> run.figures().isClean());
    }
}
