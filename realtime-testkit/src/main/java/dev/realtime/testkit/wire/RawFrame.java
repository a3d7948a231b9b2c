package dev.realtime.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A WebSocket frame (RFC 6455, 5.2) as right or as wrong as a test wants it. Of a frame that came, it is what stood on the wire.
 * Immutable; nobody may change the bytes that it was made of.
 */
public final class RawFrame {
    /** A later part of a message. */
    public static final int CONTINUATION = 0;
    /** A text, or its first part. */
    public static final int TEXT = 1;
    /** A binary message, or its first part. */
    public static final int BINARY = 2;
    /** The close frame. */
    public static final int CLOSE = 8;
    /** A ping. */
    public static final int PING = 9;
    /** A pong. */
    public static final int PONG = 10;

    private static final int SHOWN = 300;
    private static final byte[] MASK = {0x52, 0x15, 0x3b, 0x7c}; // nobody is to be protected from a test's frames

    /** What makes a frame wrong: a length field of 0 is the shortest that fits. */
    private record Shape(boolean last, int rsv, boolean wrongMask, int lengthField, long length) {}

    private final int opcode;
    private final byte[] payload;
    private final Shape shape;

    private RawFrame(int opcode, byte[] payload, Shape shape) {
        this.opcode = opcode;
        this.payload = payload;
        this.shape = shape;
    }

    /**
     * A frame.
     *
     * @param opcode 0 to 15
     * @param payload its content; not copied
     * @return a whole frame without reserved bits
     * @throws IllegalArgumentException if the opcode is out of range
     */
    public static RawFrame of(int opcode, byte[] payload) {
        if (opcode < 0 || opcode > 15) {
            throw new IllegalArgumentException("opcode must be 0 to 15 but was " + opcode);
        }
        return new RawFrame(opcode, payload, new Shape(true, 0, false, 0, payload.length));
    }

    /**
     * A text frame.
     *
     * @param text its content
     * @return the frame
     */
    public static RawFrame text(String text) {
        return of(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A binary frame.
     *
     * @param bytes its content; not copied
     * @return the frame
     */
    public static RawFrame binary(byte[] bytes) {
        return of(BINARY, bytes);
    }

    /**
     * A close frame. Nothing is checked: a code that must not be sent is sent.
     *
     * @param code the two bytes at its beginning
     * @param reason the text behind
     * @return the frame
     */
    public static RawFrame close(int code, String reason) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(code >> 8);
        out.write(code);
        out.writeBytes(reason.getBytes(StandardCharsets.UTF_8));
        return of(CLOSE, out.toByteArray());
    }

    /**
     * The same, as a part that others follow.
     *
     * @return without FIN
     */
    public RawFrame unfinished() {
        return shaped(new Shape(false, shape.rsv, shape.wrongMask, shape.lengthField, shape.length));
    }

    /**
     * The same with reserved bits.
     *
     * @param bits 0 to 7; RSV1 is 4
     * @return with them
     */
    public RawFrame rsv(int bits) {
        return shaped(new Shape(shape.last, bits, shape.wrongMask, shape.lengthField, shape.length));
    }

    /**
     * The same, not masked from a client, masked from a server.
     *
     * @return masked as it must not be
     */
    public RawFrame wrongMask() {
        return shaped(new Shape(shape.last, shape.rsv, true, shape.lengthField, shape.length));
    }

    /**
     * The same with another length in its head; the payload stays.
     *
     * @param field 126 for a length of two bytes, 127 for one of eight, 0 for the shortest that fits
     * @param length what the head says
     * @return with it
     */
    public RawFrame declared(int field, long length) {
        return shaped(new Shape(shape.last, shape.rsv, shape.wrongMask, field, length));
    }

    private RawFrame shaped(Shape other) {
        return new RawFrame(opcode, payload, other);
    }

    /**
     * What kind of frame it is.
     *
     * @return 0 to 15
     */
    public int opcode() {
        return opcode;
    }

    /**
     * Whether a message ends with it.
     *
     * @return FIN
     */
    public boolean isLast() {
        return shape.last;
    }

    /**
     * The content, unmasked.
     *
     * @return the bytes; the caller only reads them
     */
    public byte[] payload() {
        return payload;
    }

    /**
     * The content as characters.
     *
     * @return decoded as UTF-8
     */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /**
     * What a close frame says.
     *
     * @return its code; 1005 where it has none
     * @throws IllegalStateException if it is no close frame
     */
    public int closeCode() {
        if (opcode != CLOSE) {
            throw new IllegalStateException("not a close frame: " + this);
        }
        return payload.length < 2 ? 1005 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    }

    /** The bytes on the wire. */
    byte[] encode(Side from) {
        boolean masked = (from == Side.CLIENT) != shape.wrongMask;
        int field = lengthField();
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
        out.write((shape.last ? 0x80 : 0) | (shape.rsv << 4) | opcode);
        out.write((masked ? 0x80 : 0) | field);
        for (int shift = 8 * lengthBytes(field) - 8; shift >= 0; shift -= 8) {
            out.write((int) (shape.length >> shift));
        }
        if (masked) {
            out.writeBytes(MASK);
        }
        out.writeBytes(masked ? masked(payload, MASK) : payload);
        return out.toByteArray();
    }

    private int lengthField() {
        if (shape.lengthField != 0) {
            return shape.lengthField;
        }
        if (shape.length >= 0 && shape.length < 126) {
            return (int) shape.length;
        }
        return shape.length >= 0 && shape.length < 65_536 ? 126 : 127;
    }

    /** How many bytes of length follow a length field. */
    static int lengthBytes(int field) {
        return switch (field) {
            case 126 -> 2;
            case 127 -> 8;
            default -> 0;
        };
    }

    /** A payload masked, or unmasked: it is the same. */
    static byte[] masked(byte[] payload, byte[] mask) {
        byte[] result = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            result[i] = (byte) (payload[i] ^ mask[i % 4]);
        }
        return result;
    }

    /** Shows kind, size and the beginning of the content: frames of tests hold no secrets. */
    @Override
    public String toString() {
        String flags = (shape.last ? "" : ", unfinished") + (shape.rsv == 0 ? "" : ", rsv " + shape.rsv);
        return kind() + " (" + payload.length + " bytes" + flags + ") " + content();
    }

    private String kind() {
        return switch (opcode) {
            case CONTINUATION -> "continuation";
            case TEXT -> "text";
            case BINARY -> "binary";
            case CLOSE -> "close";
            case PING -> "ping";
            case PONG -> "pong";
            default -> "opcode " + opcode;
        };
    }

    private String content() {
        if (opcode == CLOSE) {
            int reason = Math.max(0, payload.length - 2);
            return closeCode() + " " + new String(payload, payload.length - reason, reason, StandardCharsets.UTF_8);
        }
        boolean readable = opcode == TEXT || (payload.length > 0 && payload[0] == '{');
        String whole = readable ? text() : HexFormat.of().formatHex(payload, 0, Math.min(SHOWN / 2, payload.length));
        return whole.length() <= SHOWN ? whole : whole.substring(0, SHOWN) + "...";
    }
}
