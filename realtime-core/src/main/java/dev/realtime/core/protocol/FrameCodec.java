package dev.realtime.core.protocol;

import dev.realtime.core.transport.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Puts messages into frames and takes them out (protocol rule P17). Stateless and thread-safe. */
public final class FrameCodec {
    /** Messages of more bytes than this are compressed for those who want it. */
    public static final int GZIP_THRESHOLD = 1_024;

    private FrameCodec() {}

    /**
     * Puts a message into a frame.
     *
     * @param json the message in UTF-8; not copied unless compressed
     * @param encoding how the client takes its frames
     * @return the frame
     */
    public static Frame encode(byte[] json, Encoding encoding) {
        if (isCompressed(json, encoding)) {
            return Frame.binary(gzip(json));
        }
        return encoding.isBinary() ? Frame.binary(json) : Frame.text(json);
    }

    /**
     * Tells whether a message goes compressed.
     *
     * @param json the message in UTF-8
     * @param encoding how the client takes its frames
     * @return whether it is worth it, and the client wants it
     */
    public static boolean isCompressed(byte[] json, Encoding encoding) {
        return encoding.isGzip() && json.length > GZIP_THRESHOLD;
    }

    /**
     * Tells whether the message in a frame is compressed. A binary frame that begins with 1f 8b is, since no JSON does.
     *
     * @param frame as it came
     * @return whether it is gzip
     */
    public static boolean isGzip(Frame frame) {
        byte[] bytes = frame.bytes();
        return !frame.isText() && bytes.length > 2 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b;
    }

    /**
     * Takes the message out of a frame.
     *
     * @param frame as it came
     * @param maxBytes the most bytes that the message may have, also when inflated
     * @return the message in UTF-8
     * @throws ProtocolException if it is too large or not intact
     */
    public static byte[] decode(Frame frame, int maxBytes) throws ProtocolException {
        byte[] json = isGzip(frame) ? inflate(frame.bytes(), maxBytes) : frame.bytes();
        if (json.length > maxBytes) {
            throw new ProtocolException(ErrorCode.TOO_LARGE, "a message has at most " + maxBytes + " bytes");
        }
        return json;
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out, 4_096)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array does not fail
        }
        return out.toByteArray();
    }

    private static byte[] inflate(byte[] bytes, int maxBytes) throws ProtocolException {
        try {
            return GzipReader.inflate(bytes, maxBytes);
        } catch (IOException e) {
            throw new ProtocolException(ErrorCode.BAD_MESSAGE, "not intact gzip: " + e.getMessage());
        }
    }
}
