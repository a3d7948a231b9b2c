package dev.realtime.core;

import java.util.Objects;

/**
 * Texts that an application gives and that go over the wire. Half a surrogate pair is no Unicode: JSON can escape it, but readers refuse
 * it or put something else in its place, so that not everybody would get what was published (protocol rules P18, D3).
 */
final class Text {
    private static final int MOST_SHOWN = 128;

    private Text() {}

    /** Checks that a text is there, and whole. */
    static void require(String name, String value) {
        Objects.requireNonNull(value, name);
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " must not be empty");
        }
        requireWhole(name, value);
    }

    /** Checks that a text has no half of a surrogate pair. */
    static void requireWhole(String name, String value) {
        int half = half(value);
        if (half >= 0) {
            throw new IllegalArgumentException(
                    name + " must be Unicode but has half a surrogate pair at index " + half + ": " + shown(value));
        }
    }

    /** Where there is half a surrogate pair, or -1. */
    private static int half(String value) {
        int i = 0;
        while (i < value.length()) {
            int point = value.codePointAt(i);
            if (isHalf(point)) {
                return i;
            }
            i += Character.charCount(point);
        }
        return -1;
    }

    private static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    private static String shown(String value) {
        StringBuilder shown = new StringBuilder("\"");
        value.codePoints().limit(MOST_SHOWN).forEach(point -> {
            if (isHalf(point) || Character.isISOControl(point)) {
                shown.append("\\u%04x".formatted(point));
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.append(value.length() > MOST_SHOWN ? "...\"" : "\"").toString();
    }
}
