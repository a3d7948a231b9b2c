package dev.realtime.benchmarks.load;

import java.nio.charset.StandardCharsets;

/** A whole WebSocket message, as it came. A view of a buffer that is used again: only valid during the call that hands it over. */
public final class Message {
    private byte[] bytes = {};
    private int offset;
    private int length;
    private boolean text;

    Message() {}

    /** A message of its own, for tests and for what was gunzipped. */
    public Message(byte[] bytes, boolean text) {
        set(bytes, 0, bytes.length, text);
    }

    void set(byte[] newBytes, int newOffset, int newLength, boolean newText) {
        bytes = newBytes;
        offset = newOffset;
        length = newLength;
        text = newText;
    }

    /** The buffer that it is in; begins at {@link #offset}. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where it begins in its buffer. */
    public int offset() {
        return offset;
    }

    /** How many bytes it has. */
    public int length() {
        return length;
    }

    /** Whether it came as text. */
    public boolean isText() {
        return text;
    }

    /** Whether it is gzip, which no JSON is. */
    public boolean isGzip() {
        return length > 2 && bytes[offset] == (byte) 0x1f && bytes[offset + 1] == (byte) 0x8b;
    }

    /** Whether it begins with these ASCII characters. */
    public boolean startsWith(String ascii) {
        return isAt(0, ascii);
    }

    /** Whether these ASCII characters are in it. */
    public boolean contains(String ascii) {
        return indexOf(ascii, 0) >= 0;
    }

    /** Where these ASCII characters are next, counted from the beginning of the message; -1 for nowhere. */
    public int indexOf(String ascii, int from) {
        for (int i = from; i <= length - ascii.length(); i++) {
            if (isAt(i, ascii)) {
                return i;
            }
        }
        return -1;
    }

    private boolean isAt(int index, String ascii) {
        if (index + ascii.length() > length) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[offset + index + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** What stands between two pieces of ASCII text, or nothing where they are not there in this order. */
    public String between(String before, String after) {
        int start = indexOf(before, 0) + before.length();
        int end = start < before.length() ? -1 : indexOf(after, start);
        return end < 0 ? "" : new String(bytes, offset + start, end - start, StandardCharsets.UTF_8);
    }

    /** The message as characters. */
    @Override
    public String toString() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}
