package dev.realtime.benchmarks.suite;

import dev.realtime.benchmarks.workload.Figures;
import dev.realtime.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All runs so far, and what follows from them. Not thread-safe. */
final class Results {
    private final List<Run> runs = new ArrayList<>();

    void add(Run run) {
        runs.add(run);
    }

    List<Run> runs() {
        return runs;
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
                .filter(run -> run.round() == 0 && run.of().workload().name().equals(workload))
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

    /** How much of a figure a row has for one of its bar, in each round that has both: only what ran at the same time compares. */
    List<Double> ratios(Case row, String figure) {
        String workload = row.workload().name();
        Map<Integer, Double> bars = runs.stream()
                .filter(run -> isOf(run, workload, row.bar()))
                .collect(Collectors.toMap(Run::round, run -> run.figures().get(figure), (first, second) -> second));
        return runs.stream()
                .filter(run -> isOf(run, workload, row.subject().name()) && bars.containsKey(run.round()))
                .map(run -> run.figures().get(figure) / bars.getOrDefault(run.round(), Double.NaN))
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
