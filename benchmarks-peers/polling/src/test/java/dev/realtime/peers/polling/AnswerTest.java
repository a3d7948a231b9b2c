package dev.realtime.peers.polling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the load client reads an answer. */
final class AnswerTest {
    private static final String TWO_EVENTS = "HTTP/1.1 200 \r\nCache-Control: no-store\r\n"
            + "Content-Type: application/json;charset=ISO-8859-1\r\nContent-Length: 52\r\n"
            + "Date: Fri, 20 Nov 2026 22:00:00 GMT\r\n\r\n"
            + "[{\"t\":12,\"n\":1,\"p\":\"ka lo\"},{\"t\":34,\"n\":11,\"p\":\"t\"}]";

    private final Answer answer = new Answer();

    @Test
    void an_answer_is_complete_with_its_last_byte() {
        byte[] bytes = bytes(TWO_EVENTS);
        for (int end = 0; end < bytes.length; end++) {
            assertEquals(-1, answer.length(bytes, end));
        }
        assertEquals(bytes.length, answer.length(bytes, bytes.length));
    }

    @Test
    void events_are_found() {
        List<String> found = new ArrayList<>();
        byte[] bytes = bytes(TWO_EVENTS);
        answer.events(bytes, bytes.length, (t, n) -> found.add(t + " " + n));
        assertEquals(List.of("12 1", "34 11"), found);
    }

    @Test
    void another_status_is_an_error() {
        byte[] bytes = bytes("HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n");
        assertThrows(IllegalStateException.class, () -> answer.length(bytes, bytes.length));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
