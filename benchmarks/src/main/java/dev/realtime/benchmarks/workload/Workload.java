package dev.realtime.benchmarks.workload;

/** What is asked of a server under test. Immutable. */
public interface Workload {
    /** Its name in tables and options: {@code W1}, {@code W2@50}. */
    String name();

    /** What it is, in one line. */
    String title();

    /** Does it once, in a new server process. */
    Figures run(Subject subject, Settings settings) throws Exception;
}
