package dev.realtime.benchmarks.workload;

import java.util.List;

/** What is asked of a server under test. Immutable. */
public interface Workload {
    /** Its name in tables and options: {@code W1}, {@code W2@50}. */
    String name();

    /** What it is, in one line. */
    String title();

    /** The figures of its table; the first is the one that servers are compared by, the smaller the better. */
    List<String> columns();

    /** Does it once, in a new server process. */
    Figures run(Subject subject, Settings settings) throws Exception;

    /** Why it cannot be done here; empty when it can. */
    default String obstacle(Settings settings) {
        return "";
    }
}
