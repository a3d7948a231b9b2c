package dev.realtime.core.server;

import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.transport.Frame;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A message in its encoded forms, each made once and on demand, for all who get it. Thread-safe. */
final class SharedFrame {
    private final Supplier<byte[]> message;
    private final Counters counters;

    private volatile byte @Nullable [] json; // this and the others are written under the lock
    private volatile @Nullable Frame text;
    private volatile @Nullable Frame binary;
    private volatile @Nullable Frame gzip;

    /** A message that is written when it is first asked for. */
    SharedFrame(Supplier<byte[]> message, Counters counters) {
        this.message = message;
        this.counters = counters;
    }

    Frame encoded(Encoding encoding) {
        byte[] written = json();
        if (FrameCodec.isCompressed(written, encoding)) {
            Frame known = gzip;
            return known == null ? makeGzip(written) : known;
        }
        Frame known = encoding.isBinary() ? binary : text;
        return known == null ? make(written, encoding.isBinary()) : known;
    }

    private byte[] json() {
        byte[] known = json;
        return known == null ? makeJson() : known;
    }

    private synchronized byte[] makeJson() {
        byte[] written = json;
        if (written == null) {
            written = message.get();
            json = written;
            counters.encoded();
        }
        return written;
    }

    private synchronized Frame makeGzip(byte[] written) {
        Frame known = gzip;
        if (known == null) {
            known = FrameCodec.encode(written, Encoding.BINARY_GZIP);
            gzip = known;
            counters.compressed();
        }
        return known;
    }

    private synchronized Frame make(byte[] written, boolean asBinary) {
        Frame known = asBinary ? binary : text;
        if (known == null && asBinary) {
            known = Frame.binary(written);
            binary = known;
        } else if (known == null) {
            known = Frame.text(written);
            text = known;
        }
        return known;
    }
}
