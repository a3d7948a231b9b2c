package dev.realtime.benchmarks.load;

import java.util.Arrays;

/** Takes the frames of a server out of its bytes (RFC 6455, 5.2), however they are split. Keeps only the parts of a message that is still incomplete. */
final class FrameReader {
    /** Hears what was in the bytes. The bytes are only valid during the call. */
    interface Sink {
        void onData(byte[] bytes, int offset, int length, boolean text);

        void onControl(int opcode, byte[] bytes, int offset, int length);
    }

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FIN = 0x80;
    private static final int OTHER_FIRST_BITS = 0x70; // extensions, of which none is negotiated
    private static final int MASKED = 0x80;
    private static final byte[] NOTHING = {};

    private byte[] parts = NOTHING;
    private int partsLength;
    private boolean partsText;
    private boolean inParts;

    /** Reads all frames that are complete; tells how many bytes that took. */
    int read(byte[] bytes, int offset, int end, Sink sink) {
        int at = offset;
        while (end - at >= 2) {
            int first = bytes[at] & 0xff;
            int second = bytes[at + 1] & 0xff;
            if ((first & OTHER_FIRST_BITS) != 0 || (second & MASKED) != 0) {
                throw new IllegalStateException("not a server's frame: " + first + " " + second);
            }
            int header = headerLength(second);
            if (end - at < header) {
                break;
            }
            long length = payloadLength(bytes, at, second);
            if (length > Integer.MAX_VALUE - 1024) {
                throw new IllegalStateException("a frame of " + length + " bytes");
            }
            if (end - at - header < length) {
                break;
            }
            frame(first, bytes, at + header, (int) length, sink);
            at += header + (int) length;
        }
        return at - offset;
    }

    /** How long the frame at the beginning of incomplete bytes will be, as far as they tell. */
    static int expected(byte[] bytes, int offset, int end) {
        if (end - offset < 2) {
            return 2;
        }
        int second = bytes[offset + 1] & 0x7f;
        int header = headerLength(second);
        return end - offset < header ? header : (int) (header + payloadLength(bytes, offset, second));
    }

    private static int headerLength(int second) {
        return switch (second & 0x7f) {
            case 126 -> 4;
            case 127 -> 10;
            default -> 2;
        };
    }

    private static long payloadLength(byte[] bytes, int at, int second) {
        int small = second & 0x7f;
        if (small < 126) {
            return small;
        }
        long length = 0;
        for (int i = at + 2; i < at + headerLength(second); i++) {
            length = length << 8 | (bytes[i] & 0xff);
        }
        return length;
    }

    private void frame(int first, byte[] bytes, int offset, int length, Sink sink) {
        int opcode = first & 0x0f;
        boolean last = (first & FIN) != 0;
        if (opcode >= CLOSE) {
            sink.onControl(opcode, bytes, offset, length);
        } else if (opcode != CONTINUATION && last) {
            sink.onData(bytes, offset, length, opcode == TEXT);
        } else {
            part(opcode, last, bytes, offset, length, sink);
        }
    }

    @SuppressWarnings("checkstyle:parameternumber") // the frame's five parts, and who hears of them
    private void part(int opcode, boolean last, byte[] bytes, int offset, int length, Sink sink) {
        if ((opcode == CONTINUATION) != inParts) {
            throw new IllegalStateException("a continuation out of place");
        }
        if (!inParts) {
            inParts = true;
            partsText = opcode == TEXT;
        }
        if (parts.length - partsLength < length) {
            parts = Arrays.copyOf(parts, Math.max(partsLength + length, parts.length * 2));
        }
        System.arraycopy(bytes, offset, parts, partsLength, length);
        partsLength += length;
        if (last) {
            sink.onData(parts, 0, partsLength, partsText);
            parts = NOTHING;
            partsLength = 0;
            inParts = false;
        }
    }
}
