package dev.realtime.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time of a message (protocol section 3): what this library writes is read in a way of its own, everything else as the JDK does. */
class TimestampTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-20T12:00:00.000Z",
                "2026-11-20T12:00:00.007Z",
                "2026-11-20T23:59:59.999Z",
                "2024-02-29T00:00:00.120Z",
                "0000-01-01T00:00:00.001Z",
                "9999-12-31T23:59:59.999Z",
                "2026-11-20T24:00:00.000Z", // the next midnight
                "2016-12-31T23:59:60.000Z", // a leap second
                "2026-11-20T12:00:00Z",
                "2026-11-20T12:00:00.1Z",
                "2026-11-20T12:00:00.123456Z",
                "2026-11-20t12:00:00.000z",
                "2026-11-20T13:00:00+01:00",
                "2026-11-20T13:00:00+0100",
                "-2026-11-20T12:00:00.00Z",
                "+12026-11-20T12:00:00.0Z"
            })
    void an_instant_is_read_as_the_JDK_reads_it(String text) {
        Instant expected;
        try {
            expected = Instant.parse(text);
        } catch (DateTimeException e) { // as old JDKs do with some
            assertThrows(DateTimeException.class, () -> Json.instant(text), text);
            return;
        }
        assertEquals(expected, Json.instant(text), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-02-29T12:00:00.000Z",
                "2026-13-01T12:00:00.000Z",
                "2026-00-01T12:00:00.000Z",
                "2026-11-20T12:60:00.000Z",
                "2026-11-20T25:00:00.000Z",
                "2026-11-20T12:00:61.000Z",
                "2026-11-20 12:00:00.000Z",
                "2026-11-20T12:00:00.000 ",
                "2026-11-20T12:00:0a.000Z",
                "2026-11-20T12:00:+1.000Z",
                "2026-11-20T12:00:00.\u0661\u0662\u0663Z" // digits, but not those of ISO 8601
            })
    void what_is_no_instant_is_refused(String text) {
        assertThrows(DateTimeException.class, () -> Instant.parse(text), text);
        assertThrows(DateTimeException.class, () -> Json.instant(text), text);
    }

    @Test
    void what_is_written_is_read_again_to_the_millisecond() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1_000; i++) {
            Instant instant = Instant.ofEpochMilli(random.nextLong(253_402_300_800_000L)); // the year 10,000
            assertEquals(instant, Json.instant(Json.timestamp(instant)));
        }
    }
}
