package dev.realtime.peers.polling;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a browser sends with each poll: some 700 bytes of request line and headers, of which the session cookie and the token make 230.
 * Immutable.
 */
final class Request {
    private static final String TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
            + ".eyJzdWIiOiI0MjMxNyIsInJvbGUiOiJmcm9udCIsImlhdCI6MTc5NTE2OTYwMCwiZXhwIjoxNzk1MTczMjAwfQ"
            + ".3q2-7wAAx1Yk0f0cS8rJ5pVnqkUuWmHtQe9aLzXb_4M";
    private static final String HEADERS = " HTTP/1.1\r\n"
            + "Host: 127.0.0.1:%d\r\n"
            + "Connection: keep-alive\r\n"
            + "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
            + " Safari/537.36\r\n"
            + "Accept: application/json, text/plain, */*\r\n"
            + "Sec-Fetch-Site: same-origin\r\n"
            + "Sec-Fetch-Mode: cors\r\n"
            + "Sec-Fetch-Dest: empty\r\n"
            + "Referer: http://127.0.0.1:%d/front-desk\r\n"
            + "Accept-Encoding: gzip, deflate, br, zstd\r\n"
            + "Accept-Language: de-DE,de;q=0.9,en;q=0.8\r\n"
            + "Authorization: Bearer " + TOKEN + "\r\n"
            + "Cookie: JSESSIONID=5D1A0C2E9F3B47D68A41C07E2B95F36A\r\n\r\n";

    private final byte[] before;
    private final byte[] after;

    /** Requests of polls for a service. */
    Request(int port, String service) {
        before = ("GET /poll/" + service + "?since=").getBytes(StandardCharsets.US_ASCII);
        after = HEADERS.formatted(port, port).getBytes(StandardCharsets.US_ASCII);
    }

    /** The bytes of a poll. */
    ByteBuffer since(long number) {
        byte[] digits = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(before.length + digits.length + after.length)
                .put(before)
                .put(digits)
                .put(after)
                .flip();
    }
}
