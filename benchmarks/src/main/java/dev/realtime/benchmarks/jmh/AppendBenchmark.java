package dev.realtime.benchmarks.jmh;

import dev.realtime.core.Channel;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
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
import org.openjdk.jmh.annotations.Warmup;

/** One publication appended to the in-memory broker whose log is full, with and without an event id. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AppendBenchmark {
    private static final Channel CHANNEL = Channel.of("bench", "s0");

    /** Bytes of the payload. */
    @Param({"200", "4096"})
    public int size;

    private final InMemoryBroker broker = new InMemoryBroker(Retention.DEFAULT, new TurnScheduler(), new Random(1));
    private byte[] payload = {};
    private long number;

    /** Makes the payload. */
    @Setup
    public void setUp() {
        payload = Samples.payload(Samples.payloads(size), 1);
    }

    /** Without id. */
    @Benchmark
    public CompletionStage<Appended> append() {
        return broker.append(CHANNEL, Draft.events(Map.of(), null, payload), AppendOptions.NONE);
    }

    /** With an id that is new. */
    @Benchmark
    public CompletionStage<Appended> appendWithId() {
        String id = Long.toString(number++);
        return broker.append(CHANNEL, Draft.events(Map.of(), id, payload), new AppendOptions(id));
    }
}
