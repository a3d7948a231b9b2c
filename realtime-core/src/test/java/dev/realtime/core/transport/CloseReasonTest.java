package dev.realtime.core.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Section 6: a close frame holds 123 bytes. */
class CloseReasonTest {
    @Test
    void a_text_of_123_bytes_is_kept() {
        assertEquals("x".repeat(123), CloseReason.of(1000, "x".repeat(123)).text());
    }

    @Test
    void a_longer_text_is_cut() {
        assertEquals("x".repeat(123), CloseReason.of(1000, "x".repeat(5_000)).text());
    }

    @Test
    void a_longer_text_is_cut_between_characters() {
        String text = CloseReason.of(1000, "x" + "😀".repeat(40)).text();
        assertEquals("x" + "😀".repeat(30), text);
        assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= 123);
    }

    @Test
    void the_first_and_the_last_code_are_taken() {
        assertEquals(1000, CloseReason.of(1000, "").code());
        assertEquals(4999, CloseReason.of(4999, "").code());
    }

    @Test
    void it_shows_its_code_and_its_text_if_it_has_one() {
        assertEquals("4503 draining", CloseReason.of(4503, "draining").toString());
        assertEquals("1000", CloseReason.of(1000, "").toString());
    }

    @Test
    void a_code_out_of_range_is_refused_with_its_value() {
        for (int code : new int[] {0, 999, 5000}) {
            String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> CloseReason.of(code, ""))
                    .getMessage());
            assertTrue(message.endsWith(" " + code), message);
        }
    }
}
