package dev.realtime.tests.process;

import java.util.ArrayList;
import java.util.List;

/** Durations, to be told in one line. */
final class Times {
    private final List<Long> nanos = new ArrayList<>();

    void add(long duration) {
        nanos.add(duration);
    }

    long longest() {
        return nanos.stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    @Override
    public String toString() {
        if (nanos.isEmpty()) {
            return "never";
        }
        List<Long> sorted = nanos.stream().sorted().toList();
        return "%d ms to %d ms, median %d ms (%d times)"
                .formatted(
                        sorted.get(0) / 1_000_000,
                        longest() / 1_000_000,
                        sorted.get(sorted.size() / 2) / 1_000_000,
                        sorted.size());
    }
}
