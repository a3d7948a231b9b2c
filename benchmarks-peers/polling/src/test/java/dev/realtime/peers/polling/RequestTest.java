package dev.realtime.peers.polling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the load client sends with each poll. */
final class RequestTest {
    @Test
    void a_request_is_as_long_as_that_of_a_browser() {
        String request = StandardCharsets.US_ASCII
                .decode(new Request(8080, "s3").since(42))
                .toString();
        assertTrue(request.startsWith("GET /poll/s3?since=42 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"));
        assertTrue(request.endsWith("\r\n\r\n"));
        assertEquals(700, request.length(), 20);
    }
}
