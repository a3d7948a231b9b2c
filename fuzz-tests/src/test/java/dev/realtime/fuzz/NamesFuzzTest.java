package dev.realtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.core.Channel;
import dev.realtime.core.Filter;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.transport.CloseReason;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/** Names of channels, positions as texts, filters and reasons of closes: taken or refused as their Javadoc says, never anything else. */
class NamesFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void any_text(FuzzedDataProvider data) {
        String text = data.consumeString(200);
        channel(text);
        position(text);
        filter(text, data.consumeString(200));
        close(data.consumeInt(0, 6_000), text);
        GapReason.ofWireName(text).ifPresent(reason -> assertEquals(text, reason.wireName()));
    }

    private static void channel(String text) {
        boolean service = !text.isEmpty()
                && text.length() <= 64
                && text.chars().allMatch(c -> isLetterOrDigit(c) || "._:-".indexOf(c) >= 0);
        assertEquals(service, Channel.isService(text));
        assertEquals(service, isTaken(() -> Channel.of("acme", text)));
        boolean org = !text.isEmpty()
                && text.length() <= 128
                && text.chars().noneMatch(c -> c < 0x20 || (c >= 0x7f && c <= 0x9f));
        assertEquals(org, isTaken(() -> Channel.of(text, "news")));
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static void position(String text) {
        boolean epoch = !text.isEmpty()
                && text.length() <= 16
                && text.chars().allMatch(c -> isLetterOrDigit(c) || c == '-' || c == '_');
        assertEquals(epoch, Position.isEpoch(text));
        assertEquals(epoch, isTaken(() -> new Position(text, 1)));
        if (isTaken(() -> Position.parse(text))) {
            Position position = Position.parse(text);
            assertEquals(position, Position.parse(position.toString()));
        }
    }

    private static void filter(String tag, String value) {
        boolean fits = isFiltered(tag) && isFiltered(value);
        assertEquals(fits, isTaken(() -> Filter.of(tag, value)));
        if (fits) {
            Filter filter = Filter.of(tag, value);
            assertTrue(filter.matches(Map.of(tag, value)));
            assertFalse(filter.matches(Map.of(tag, value + "x")));
            assertTrue(filter.matches(Map.of(tag + "x", value)), "what has no such tag concerns everybody");
        }
    }

    private static boolean isFiltered(String text) {
        return !text.isEmpty() && text.length() <= 128 && text.equals(Values.whole(text));
    }

    private static void close(int code, String text) {
        assertEquals(code >= 1_000 && code <= 4_999, isTaken(() -> CloseReason.of(code, text)));
        String kept = CloseReason.of(CloseReason.NORMAL, text).text();
        assertTrue(text.startsWith(kept));
        assertTrue(kept.getBytes(StandardCharsets.UTF_8).length <= 123);
        assertTrue(kept.equals(text) || kept.getBytes(StandardCharsets.UTF_8).length >= 120, "cut too short");
    }

    /** Whether a value is taken; everything but an {@link IllegalArgumentException} comes out. */
    private static boolean isTaken(Supplier<?> value) {
        try {
            return value.get() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
