package dev.realtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.transport.Frame;
import java.util.Set;

/** Protocol rules P17 and P18: frames, and what is compressed in them. */
class FrameFuzzTest {
    private static final int LIMIT = 64 * 1024;
    private static final int CLIENT_LIMIT = 2 * 1024 * 1024;
    private static final Set<ErrorCode> REFUSALS = Set.of(ErrorCode.BAD_MESSAGE, ErrorCode.TOO_LARGE);

    @FuzzTest(maxDuration = "1m")
    void any_bytes(byte[] bytes) throws ProtocolException {
        assertSame(bytes, FrameCodec.decode(Frame.text(bytes), Math.max(bytes.length, 1)), "text is never compressed");
        int size = decodedSize(bytes, LIMIT);
        if (size == 0 && bytes.length > 0 && bytes.length < 1_024) { // nothing came out: do a million of it, too?
            decodedSize(repeated(bytes, CLIENT_LIMIT), CLIENT_LIMIT);
        }
        for (Encoding encoding : Encoding.values()) {
            boolean misleading = encoding.isBinary() && FrameCodec.isGzip(Frame.binary(bytes)); // no JSON begins so
            if (!misleading) {
                Frame frame = FrameCodec.encode(bytes, encoding);
                assertArrayEquals(bytes, FrameCodec.decode(frame, Math.max(bytes.length, 1)));
            }
        }
    }

    /** How much came out of a frame, or -1 where it was refused. */
    private static int decodedSize(byte[] bytes, int limit) {
        Allocation allocation = new Allocation(() -> FrameCodec.decode(Frame.binary(bytes), limit));
        try {
            byte[] json = FrameCodec.decode(Frame.binary(bytes), limit);
            assertTrue(json.length <= limit, () -> "inflated to " + json.length);
            return json.length;
        } catch (ProtocolException e) {
            assertTrue(REFUSALS.contains(e.code()), () -> "code " + e.code());
            assertEquals(null, e.requestId());
            return -1;
        } finally {
            allocation.check(3L * limit);
        }
    }

    private static byte[] repeated(byte[] bytes, int size) {
        byte[] all = new byte[size / bytes.length * bytes.length];
        for (int at = 0; at < all.length; at += bytes.length) {
            System.arraycopy(bytes, 0, all, at, bytes.length);
        }
        return all;
    }
}
