package dev.realtime.peers.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** The events that all targets of the benchmarks publish alike. */
final class EventsTest {
    @Test
    void an_event_has_the_size_that_was_asked_for() {
        for (int size : new int[] {Events.MIN_SIZE, 200, 4_096, 100_000}) {
            Events events = new Events(size);
            assertEquals(size, events.event(1, 1).json().length());
            assertEquals(
                    size, events.event(Long.MAX_VALUE, 1_000_000_007L).json().length());
        }
        assertThrows(IllegalArgumentException.class, () -> new Events(Events.MIN_SIZE - 1));
    }

    @Test
    void an_event_begins_with_its_time_and_its_number() {
        assertTrue(new Events(200).event(123, 7).json().startsWith("{\"t\":123,\"n\":7,\"p\":\""));
        assertEquals("[t, n, p]", new Events(200).event(123, 7).map().keySet().toString());
    }

    /** The scripts for Node check the same figure. */
    @Test
    void the_text_is_the_same_everywhere() {
        Events events = new Events(200);
        CRC32 crc = new CRC32();
        for (int n = 1; n <= 1_000; n++) {
            crc.update(events.event(1_000_000L * n, n).json().getBytes(StandardCharsets.US_ASCII));
        }
        assertEquals(32_305_766L, crc.getValue());
    }
}
