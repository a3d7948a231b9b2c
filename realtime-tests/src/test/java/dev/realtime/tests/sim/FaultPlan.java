package dev.realtime.tests.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How long a run is, and which of its faults happen.
 *
 * @param publications at least so many
 * @param faults how many are drawn
 * @param kept the numbers of those that happen, from 0
 */
record FaultPlan(int publications, int faults, Set<Integer> kept) {
    /** What runs of the simulation do. */
    static final FaultPlan ORDINARY = of(140, 6);

    static FaultPlan of(int publications, int faults) {
        return new FaultPlan(
                publications, faults, IntStream.range(0, faults).boxed().collect(Collectors.toSet()));
    }

    boolean has(int number) {
        return kept.contains(number);
    }

    FaultPlan without(int number) {
        Set<Integer> fewer = new TreeSet<>(kept);
        fewer.remove(number);
        return new FaultPlan(publications, faults, fewer);
    }

    FaultPlan shorter() {
        return new FaultPlan(publications / 2, faults, kept);
    }

    /** As {@code -Dsim.plan} takes it: {@code 70:6:0,3}. */
    static FaultPlan parse(String text) {
        List<String> parts = List.of(text.split(":", 3));
        Set<Integer> kept = Arrays.stream(parts.get(2).split(","))
                .filter(number -> !number.isEmpty())
                .map(Integer::valueOf)
                .collect(Collectors.toSet());
        return new FaultPlan(Integer.parseInt(parts.get(0)), Integer.parseInt(parts.get(1)), kept);
    }

    @Override
    public String toString() {
        String numbers = new TreeSet<>(kept).stream().map(String::valueOf).collect(Collectors.joining(","));
        return publications + ":" + faults + ":" + numbers;
    }
}
