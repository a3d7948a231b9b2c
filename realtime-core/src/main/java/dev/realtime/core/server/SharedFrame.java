package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.LogRange;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ServerMessageWriter;
import dev.realtime.core.transport.Frame;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** A range in its encoded forms, each made once and on demand, for all who stand at its beginning. Thread-safe. */
final class SharedFrame {
    private final String service;
    private final LogRange range;
    private final Instant made;

    @GuardedBy("this")
    private byte[] json = {};

    @GuardedBy("this")
    private final Map<Encoding, Frame> frames = new EnumMap<>(Encoding.class);

    SharedFrame(String service, LogRange range, Instant made) {
        this.service = service;
        this.range = range;
        this.made = made;
    }

    boolean holds(LogRange other) {
        return range.end().equals(other.end()) && range.after().equals(other.after());
    }

    synchronized Frame encoded(Encoding encoding) {
        Frame known = frames.get(encoding);
        if (known != null) {
            return known;
        }
        if (json.length == 0) {
            json = ServerMessageWriter.range(service, range, made);
        }
        Frame frame = FrameCodec.encode(json, encoding);
        frames.put(encoding, frame);
        return frame;
    }
}
