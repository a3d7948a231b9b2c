package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.transport.Frame;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A message in its encoded forms, each made once and on demand, for all who get it. Thread-safe. */
final class SharedFrame {
    private final Supplier<byte[]> message;
    private final Counters counters;

    @GuardedBy("this")
    private byte @Nullable [] json;

    @GuardedBy("this")
    private @Nullable Frame text;

    @GuardedBy("this")
    private @Nullable Frame binary;

    @GuardedBy("this")
    private @Nullable Frame gzip;

    /** A message that is written when it is first asked for. */
    SharedFrame(Supplier<byte[]> message, Counters counters) {
        this.message = message;
        this.counters = counters;
    }

    synchronized Frame encoded(Encoding encoding) {
        byte[] written = json;
        if (written == null) {
            written = message.get();
            json = written;
            counters.encoded();
        }
        if (FrameCodec.isCompressed(written, encoding)) {
            return gzip(written);
        }
        return encoding.isBinary() ? binary(written) : text(written);
    }

    @GuardedBy("this")
    private Frame gzip(byte[] written) {
        Frame known = gzip;
        if (known == null) {
            known = FrameCodec.encode(written, Encoding.BINARY_GZIP);
            gzip = known;
            counters.compressed();
        }
        return known;
    }

    @GuardedBy("this")
    private Frame binary(byte[] written) {
        Frame known = binary;
        if (known == null) {
            known = Frame.binary(written);
            binary = known;
        }
        return known;
    }

    @GuardedBy("this")
    private Frame text(byte[] written) {
        Frame known = text;
        if (known == null) {
            known = Frame.text(written);
            text = known;
        }
        return known;
    }
}
