package dev.realtime.benchmarks.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events published and delivered to all connections of a server whose transports take everything at once: signal, round, cursor, range,
 * encoding, send loop; no socket and no other thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FanOutBenchmark {
    /** Connections. */
    @Param("1000")
    public int connections;

    /** Events that are published before the round. */
    @Param({"1", "100"})
    public int events;

    /** What the clients list. */
    @Param({"\"binary\"", "\"binary\",\"gzip\""})
    public String encodings = "";

    private final Node node = new Node();
    private final List<Sink> sinks = new ArrayList<>();
    private final Object data = Samples.payloads(200).data(1_000_000_000_000L, 1);

    /** Connects. */
    @Setup
    public void setUp() {
        for (int i = 0; i < connections; i++) {
            Sink sink = new Sink();
            node.connect(sink, encodings, "");
            sinks.add(sink);
        }
    }

    /** One round. */
    @Benchmark
    public long round() {
        int before = sinks.get(0).frames();
        for (int i = 0; i < events; i++) {
            node.publish(data);
        }
        node.deliver();
        if (sinks.get(connections - 1).frames() == before) {
            throw new IllegalStateException("nothing was delivered");
        }
        return sinks.get(0).bytes();
    }

    /** Closes. */
    @TearDown
    public void tearDown() {
        node.close();
    }
}
