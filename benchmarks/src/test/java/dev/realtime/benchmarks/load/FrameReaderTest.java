package dev.realtime.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    /** Hears whatever comes. */
    private static final class Heard implements FrameReader.Sink {
        final List<String> all = new ArrayList<>();

        @Override
        public void onData(byte[] bytes, int offset, int length, boolean text) {
            all.add((text ? "text " : "binary ") + length + " "
                    + Arrays.hashCode(Arrays.copyOfRange(bytes, offset, offset + length)));
        }

        @Override
        public void onControl(int opcode, byte[] bytes, int offset, int length) {
            all.add("control " + opcode + " " + length);
        }
    }

    private static byte[] frame(int firstByte, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(firstByte);
        int length = payload.length;
        if (length < 126) {
            out.write(length);
        } else if (length <= 0xffff) {
            out.writeBytes(new byte[] {126, (byte) (length >> 8), (byte) length});
        } else {
            out.writeBytes(new byte[] {127, 0, 0, 0, 0, (byte) (length >> 24), (byte) (length >> 16)});
            out.writeBytes(new byte[] {(byte) (length >> 8), (byte) length});
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    private static byte[] stream(int large) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(frame(0x81, "hello".getBytes(StandardCharsets.UTF_8)));
        out.writeBytes(frame(0x82, bytes(125)));
        out.writeBytes(frame(0x82, bytes(126)));
        out.writeBytes(frame(0x82, bytes(large - 1)));
        out.writeBytes(frame(0x82, bytes(large)));
        out.writeBytes(frame(0x01, bytes(300)));
        out.writeBytes(frame(0x89, bytes(4)));
        out.writeBytes(frame(0x00, bytes(10)));
        out.writeBytes(frame(0x80, bytes(0)));
        out.writeBytes(frame(0x88, bytes(2)));
        return out.toByteArray();
    }

    /** Reads a stream that comes in pieces, and keeps what is left over as a client does. */
    private static List<String> read(byte[] stream, int piece) {
        Heard heard = new Heard();
        FrameReader reader = new FrameReader();
        byte[] left = {};
        for (int at = 0; at < stream.length; at += piece) {
            byte[] more = Arrays.copyOfRange(stream, at, Math.min(stream.length, at + piece));
            byte[] all = Arrays.copyOf(left, left.length + more.length);
            System.arraycopy(more, 0, all, left.length, more.length);
            int used = reader.read(all, 0, all.length, heard);
            left = Arrays.copyOfRange(all, used, all.length);
        }
        assertEquals(0, left.length);
        return heard.all;
    }

    @Test
    void frames_of_all_sizes_are_read_however_they_are_split() {
        assertSplit(stream(65_536), 1_000, 7_001, 65_537);
        assertSplit(stream(400), 1, 2, 3, 7);
    }

    private static void assertSplit(byte[] stream, int... pieces) {
        List<String> whole = read(stream, stream.length);
        assertEquals(8, whole.size());
        assertEquals("control 9 4", whole.get(5), "a ping comes between the parts of a message");
        assertEquals("text 310", whole.get(6).substring(0, 8));
        for (int piece : pieces) {
            assertEquals(whole, read(stream, piece), "in pieces of " + piece);
        }
    }

    @Test
    void what_no_server_sends_is_refused() {
        byte[] masked = {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0};
        byte[] compressed = {(byte) 0xc1, 0};
        byte[] orphan = {(byte) 0x80, 0};

        for (byte[] bad : List.of(masked, compressed, orphan)) {
            FrameReader reader = new FrameReader();
            assertThrows(IllegalStateException.class, () -> reader.read(bad, 0, bad.length, new Heard()));
        }
    }
}
