package dev.realtime.benchmarks.jmh;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.realtime.benchmarks.target.Options;
import dev.realtime.benchmarks.target.Payloads;
import dev.realtime.core.Event;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.protocol.EventWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Publications and ranges as the load runs have them. */
final class Samples {
    private static final Instant TIME = Instant.parse("2026-11-20T12:00:00.123Z");
    private static final EventWriter WRITER =
            new EventWriter(JsonMapper.builder().build());

    private Samples() {}

    /** The data of events of a size. */
    static Payloads payloads(int size) {
        try {
            return Payloads.of(new Options("--size", Integer.toString(size)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of a publication's payload. */
    static byte[] payload(Payloads payloads, long number) {
        return WRITER.write(Event.of("bench", payloads.data(1_000_000_000_000L, number)));
    }

    /** A range of publications. */
    static LogRange range(int size, int count) {
        Payloads payloads = payloads(size);
        List<Publication> publications = LongStream.rangeClosed(1, count)
                .mapToObj(seq -> new Publication(
                        new Position("YPSExkS2G7D1", seq),
                        TIME,
                        Map.of(),
                        null,
                        null,
                        Publication.Kind.EVENTS,
                        payload(payloads, seq)))
                .toList();
        return new LogRange(
                new Position("YPSExkS2G7D1", 0), publications.get(count - 1).position(), publications);
    }
}
