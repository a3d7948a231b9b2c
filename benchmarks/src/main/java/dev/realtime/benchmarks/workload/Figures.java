package dev.realtime.benchmarks.workload;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a run measured, by name. Not thread-safe. */
public final class Figures {
    /** Server processor time for each delivered event, microseconds. */
    public static final String CPU = "cpu_us";
    /** Delivered events a second, all clients together. */
    public static final String RATE = "deliveries_per_s";
    /** How much of the deliveries that a rate asks for there were; 1 is all. */
    public static final String SUSTAINED = "sustained";
    /** Median latency, milliseconds. */
    public static final String P50 = "p50_ms";
    /** 99th percentile of the latency, milliseconds. */
    public static final String P99 = "p99_ms";
    /** Events in a message on average. */
    public static final String BATCH = "events_per_message";
    /** How many clients got the same bytes on average. */
    public static final String SHARED = "clients_per_message";
    /** Bytes on the wire for each delivered event, with frame headers. */
    public static final String WIRE = "wire_bytes";
    /** Processors that others kept busy. */
    public static final String FOREIGN = "foreign_cores";
    /** The longest time in which the load client looked at no socket, milliseconds: a machine that is too busy. */
    public static final String STALL = "client_stall_ms";
    /** Processors that the load client kept busy. */
    public static final String CLIENT = "client_cores";
    /** Events that were published from first to last. */
    public static final String PUBLISHED = "published";
    /** Events that never came, in silence. */
    public static final String MISSING = "missing";
    /** Events that came twice. */
    public static final String DUPLICATES = "duplicates";
    /** Events that came after a later one. */
    public static final String DISORDER = "disorder";
    /** Gaps that the server told. */
    public static final String GAPS = "gaps";
    /** Connections that ended without having been asked to. */
    public static final String CUT = "cut";

    private final Map<String, Double> values = new LinkedHashMap<>();

    /** Adds a figure. */
    public Figures put(String name, double value) {
        values.put(name, value);
        return this;
    }

    /** Adds a whole number. */
    public Figures count(String name, long value) {
        return put(name, (double) value);
    }

    /** A figure; 0 where it was not measured. */
    public double get(String name) {
        return values.getOrDefault(name, 0.0);
    }

    /** Whether it was measured. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** All, in the order in which they were added. */
    public Map<String, Double> all() {
        return Collections.unmodifiableMap(values);
    }

    /** Whether every event came to everybody once and in its order, and nobody was cut off. */
    public boolean isClean() {
        return get(MISSING) + get(DUPLICATES) + get(DISORDER) + get(CUT) == 0;
    }
}
