package dev.realtime.benchmarks.jmh;

import dev.realtime.core.Position;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.broker.RetentionWatch;
import dev.realtime.core.broker.Slice;
import java.time.Instant;
import java.util.Map;
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

/** What follows a cursor, read from a full log: up to the range's limit of 64 KiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ReadBenchmark {
    private static final String EPOCH = "YPSExkS2G7D1";

    /** How far the cursor is behind. */
    @Param({"1", "100", "1000"})
    public int behind;

    private final ReplayBuffer buffer = new ReplayBuffer(
            new Head(new Position(EPOCH, 0), null), new RetentionWatch(Retention.DEFAULT, new TurnScheduler()));
    private Position cursor = new Position(EPOCH, 0);

    /** Fills the log. */
    @Setup
    public void setUp() {
        byte[] payload = Samples.payload(Samples.payloads(200), 1);
        for (int i = 0; i < 2_000; i++) {
            Position position = buffer.append(Draft.events(Map.of(), null, payload), Instant.EPOCH)
                    .position();
            cursor = position.at(Math.max(0, position.seq() - behind));
        }
    }

    /** The range. */
    @Benchmark
    public Slice after() {
        return buffer.after(cursor, ReplayBuffer.MAX_RANGE_COUNT);
    }
}
