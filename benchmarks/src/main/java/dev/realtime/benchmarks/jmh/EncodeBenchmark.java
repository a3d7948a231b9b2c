package dev.realtime.benchmarks.jmh;

import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ServerMessageWriter;
import dev.realtime.core.transport.Frame;
import java.time.Instant;
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
import org.openjdk.jmh.annotations.Warmup;

/** A range of events of 200 B written as JSON, and its JSON put into frames. Once for all who get it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EncodeBenchmark {
    private static final Position START = new Position("YPSExkS2G7D1", 0);

    /** Publications in the range; 200 are near the limit of 64 KiB. */
    @Param({"1", "10", "200"})
    public int publications;

    private LogRange range = new LogRange(START, START, List.of());
    private byte[] json = {};

    /** Makes the range. */
    @Setup
    public void setUp() {
        range = Samples.range(200, publications);
        json = ServerMessageWriter.range("s0", range, Instant.EPOCH);
    }

    /** JSON from publications. */
    @Benchmark
    public byte[] json() {
        return ServerMessageWriter.range("s0", range, Instant.EPOCH);
    }

    /** A binary frame of JSON that is there. */
    @Benchmark
    public Frame binary() {
        return FrameCodec.encode(json, Encoding.BINARY);
    }

    /** A gzip frame of JSON that is there; below 1,025 bytes it stays as it is. */
    @Benchmark
    public Frame gzip() {
        return FrameCodec.encode(json, Encoding.BINARY_GZIP);
    }
}
