package dev.realtime.tests.process;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a server's process took, again and again; each sample goes into a file at once. */
final class Samples implements AutoCloseable {
    private static final double MIB = 1 << 20;

    /**
     * How much each figure may grow. An hour of each is allowed in the long run; besides there is what may come and go in the
     * shortest run: for the heap caches that fill, for the process what the compiler and the allocator of the C library take in
     * their first hour, for counts how far one sample lies from the next.
     */
    static final Map<String, Trend.Limit> LIMITS = limits();

    private final PrintWriter csv;
    private final long begin = System.nanoTime();
    private final List<Double> hours = new ArrayList<>();
    private final List<Map<String, Long>> figures = new ArrayList<>();

    Samples(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        csv = new PrintWriter(Files.newBufferedWriter(file), true);
        csv.println("seconds," + String.join(",", LIMITS.keySet()));
    }

    private static Map<String, Trend.Limit> limits() {
        Map<String, Trend.Limit> limits = new LinkedHashMap<>();
        limits.put("heap", new Trend.Limit(MIB, MIB / 2));
        limits.put("rss", new Trend.Limit(8 * MIB, 24 * MIB));
        limits.put("metaspace", new Trend.Limit(MIB, 2 * MIB));
        limits.put("threads", new Trend.Limit(0, 12)); // pools: a burst of work may start some
        limits.put("threads-no-pool", new Trend.Limit(0, 2));
        limits.put("fds", new Trend.Limit(0, 4));
        limits.put("buffers", new Trend.Limit(0, 12)); // one for each thread that has read or written
        limits.put("buffer-bytes", new Trend.Limit(0, 2 * MIB));
        limits.put("connections", new Trend.Limit(0, 4));
        limits.put("sessions", new Trend.Limit(0, 4));
        limits.put("tcp", new Trend.Limit(0, 4));
        limits.put("subscriptions", new Trend.Limit(0, 2));
        limits.put("timers", new Trend.Limit(0, 12));
        return limits;
    }

    void add(Map<String, Long> sample) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        hours.add(seconds / 3600);
        figures.add(sample);
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%.1f", seconds));
        LIMITS.keySet().forEach(name -> line.append(',').append(sample.get(name)));
        csv.println(line);
    }

    int count() {
        return figures.size();
    }

    /** The first sample that counts. */
    Map<String, Long> firstSince(Duration warmUp) {
        return figures.get(skipped(warmUp));
    }

    private int skipped(Duration warmUp) {
        double from = warmUp.toNanos() / 3.6e12;
        return (int) hours.stream().filter(hour -> hour < from).count();
    }

    /** The trends of all figures since a moment. */
    Map<String, Trend> trends(Duration warmUp) {
        int skipped = skipped(warmUp);
        double[] times =
                hours.stream().skip(skipped).mapToDouble(Double::doubleValue).toArray();
        Map<String, Trend> trends = new LinkedHashMap<>();
        LIMITS.keySet().forEach(name -> {
            double[] values = figures.stream()
                    .skip(skipped)
                    .mapToDouble(sample -> sample.get(name))
                    .toArray();
            trends.put(name, Trend.of(times, values));
        });
        return trends;
    }

    /** A table of trends, and which of them exceed their limits. */
    static String table(Map<String, Trend> trends) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%-16s %14s %14s %16s %14s %16s%n",
                "figure",
                "first",
                "last",
                "slope/h",
                "+-/h (3 s.e.)",
                "fails from /h"));
        trends.forEach((name, trend) -> {
            Trend.Limit limit = LIMITS.get(name);
            table.append(String.format(
                    Locale.ROOT,
                    "%-16s %,14.0f %,14.0f %,16.1f %,14.1f %,16.1f%s%n",
                    name,
                    trend.first(),
                    trend.last(),
                    trend.slope(),
                    Trend.CERTAINTY * trend.error(),
                    trend.resolution(limit),
                    trend.exceeds(limit) ? "  GROWS" : ""));
        });
        return table.toString();
    }

    @Override
    public void close() {
        csv.close();
    }
}
