package dev.realtime.benchmarks.jmh;

import dev.realtime.core.Position;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Transport;
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

/** A client comes back 1,000 events behind, gets them all, and goes: handshake, authorization, location, ranges. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ResumeBenchmark {
    private static final int MISSED = 1_000;
    private static final CloseReason GONE = CloseReason.of(CloseReason.NORMAL, "");

    /** What the client lists. */
    @Param({"\"binary\"", "\"binary\",\"gzip\""})
    public String encodings = "";

    private final Node node = new Node();
    private String positions = "";
    private Transport.Listener watcher = node.connect(new Sink(), "", ""); // keeps the channel open

    /** Publishes what is missed. */
    @Setup
    public void setUp() {
        Position head = new Position("none", 0);
        Object data = Samples.payloads(200).data(1_000_000_000_000L, 1);
        for (int i = 0; i < MISSED + 1; i++) {
            head = node.publish(data);
            node.deliver();
        }
        positions = "{\"epoch\":\"" + head.epoch() + "\",\"seq\":" + (head.seq() - MISSED) + "}";
    }

    /** One client. */
    @Benchmark
    public long resume() {
        Sink sink = new Sink();
        Transport.Listener listener = node.connect(sink, encodings, positions);
        listener.onClosed(GONE);
        node.deliver();
        if (sink.frames() < 3) {
            throw new IllegalStateException("nothing was resumed");
        }
        return sink.bytes();
    }

    /** Closes. */
    @TearDown
    public void tearDown() {
        watcher.onClosed(GONE);
        node.close();
    }
}
