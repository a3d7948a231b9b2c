package dev.realtime.benchmarks.workload;

import java.nio.file.Path;

/**
 * How long runs are, and where things lie.
 *
 * @param warmUpSeconds before a window
 * @param windowSeconds what is measured
 * @param scale by what the numbers of connections and channels are multiplied; 1 but in trials
 * @param logs where the servers' output goes
 * @param bookings a CSV file of bookings; need not be there
 */
public record Settings(double warmUpSeconds, double windowSeconds, double scale, Path logs, Path bookings) {
    /** A number of connections or channels, scaled; at least 1. */
    public int scaled(int number) {
        return (int) Math.max(1, Math.round(number * scale));
    }
}
