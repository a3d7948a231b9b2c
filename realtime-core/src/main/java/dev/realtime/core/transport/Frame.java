package dev.realtime.core.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The encoded form of one protocol message (protocol rules P17, P18). Immutable and shared by all connections that it goes to;
 * nobody may change the bytes that it was made of. Thread-safe.
 */
public final class Frame {
    private final byte[] bytes;
    private final boolean text;
    private volatile @Nullable String string; // made on demand, once for all who send this frame as text

    private Frame(byte[] bytes, boolean text) {
        this.bytes = bytes;
        this.text = text;
    }

    /**
     * A text frame.
     *
     * @param utf8 the characters in UTF-8; not copied
     * @return the frame
     */
    public static Frame text(byte[] utf8) {
        return new Frame(utf8, true);
    }

    /**
     * A text frame.
     *
     * @param text the characters
     * @return the frame
     */
    public static Frame text(String text) {
        return new Frame(text.getBytes(StandardCharsets.UTF_8), true);
    }

    /**
     * A binary frame.
     *
     * @param bytes the content; not copied
     * @return the frame
     */
    public static Frame binary(byte[] bytes) {
        return new Frame(bytes, false);
    }

    /**
     * Tells the kind.
     *
     * @return whether this is a text frame
     */
    public boolean isText() {
        return text;
    }

    /**
     * The size on the wire.
     *
     * @return the number of content bytes
     */
    public int size() {
        return bytes.length;
    }

    /**
     * The content.
     *
     * @return a read-only buffer of its own for the caller, on the shared bytes
     */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /**
     * The content as it was given, without a copy.
     *
     * @return the shared bytes; the caller only reads them
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The content as characters.
     *
     * @return the decoded text, decoded once
     */
    public String string() {
        String known = string;
        if (known == null) {
            known = new String(bytes, StandardCharsets.UTF_8);
            string = known;
        }
        return known;
    }

    /** Shows kind and size, never the content. */
    @Override
    public String toString() {
        return (text ? "text" : "binary") + " frame of " + bytes.length + " bytes";
    }
}
