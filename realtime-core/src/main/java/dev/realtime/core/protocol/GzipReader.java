package dev.realtime.core.protocol;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Inflates gzip of one member (RFC 1952), which is what a frame holds (protocol rule P17). Not by {@code GZIPInputStream}: that calls
 * itself for each further member, so that a frame of many empty ones overflows the stack.
 */
final class GzipReader {
    private static final int MAGIC_BYTES = 2;
    private static final int DEFLATE = 8;
    private static final int TIME_AND_SYSTEM_BYTES = 6;
    private static final int TRAILER_BYTES = 8;

    private static final int HEADER_CHECK = 2; // flags, as RFC 1952 2.3.1 has them
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private GzipReader() {}

    /** What is in it, or the first bytes of that: one more than the limit tells that there is more. */
    static byte[] inflate(byte[] bytes, int maxBytes) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        skipHeader(in);
        Inflater inflater = new Inflater(true);
        try (InflaterInputStream inflated = new InflaterInputStream(in, inflater, 4_096)) {
            byte[] content = inflated.readNBytes(maxBytes + 1); // never the whole bomb
            if (content.length <= maxBytes) {
                checkTrailer(bytes, bytes.length - in.available() - inflater.getRemaining(), content);
            }
            return content;
        } finally {
            inflater.end();
        }
    }

    private static void skipHeader(ByteArrayInputStream in) throws IOException {
        skip(in, MAGIC_BYTES);
        int method = read(in);
        int flags = read(in);
        if (method != DEFLATE || (flags & RESERVED) != 0) {
            throw new ZipException("unknown method or flags");
        }
        skip(in, TIME_AND_SYSTEM_BYTES);
        if ((flags & EXTRA) != 0) {
            skip(in, read(in) + (read(in) << 8));
        }
        if ((flags & NAME) != 0) {
            skipText(in);
        }
        if ((flags & COMMENT) != 0) {
            skipText(in);
        }
        if ((flags & HEADER_CHECK) != 0) {
            skip(in, 2);
        }
    }

    private static int read(ByteArrayInputStream in) throws EOFException {
        int read = in.read();
        if (read < 0) {
            throw new EOFException("the header is cut off");
        }
        return read;
    }

    private static void skip(ByteArrayInputStream in, int count) throws EOFException {
        if (in.skip(count) < count) {
            throw new EOFException("the header is cut off");
        }
    }

    private static void skipText(ByteArrayInputStream in) throws EOFException {
        while (read(in) != 0) {
            // up to the zero that ends it
        }
    }

    private static void checkTrailer(byte[] bytes, int at, byte[] content) throws ZipException {
        if (bytes.length - at != TRAILER_BYTES) {
            throw new ZipException("cut off, or something follows");
        }
        CRC32 check = new CRC32();
        check.update(content);
        ByteBuffer trailer = ByteBuffer.wrap(bytes, at, TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (trailer.getInt() != (int) check.getValue() || trailer.getInt() != content.length) {
            throw new ZipException("wrong check sum or size");
        }
    }
}
