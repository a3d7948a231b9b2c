package dev.realtime.testkit.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP request or answer: what stands before an upgrade. Immutable.
 *
 * @param firstLine such as {@code GET /v2/realtime/stream HTTP/1.1} or {@code HTTP/1.1 101 Switching Protocols}
 * @param headers the values by name in lower case; of one that came twice the values are joined by a comma
 */
public record HttpHead(String firstLine, Map<String, String> headers) {
    private static final String SEED = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3

    /** Keeps a copy of the headers. */
    public HttpHead {
        headers = Map.copyOf(headers);
    }

    static HttpHead parse(String text) {
        List<String> lines = text.lines().toList();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.equals(lines.get(0))) {
                String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
                headers.merge(name, line.substring(colon + 1).trim(), (one, two) -> one + ", " + two);
            }
        }
        return new HttpHead(lines.isEmpty() ? "" : lines.get(0), headers);
    }

    /**
     * A header.
     *
     * @param name in any case
     * @return its value, or null where there is none
     */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /**
     * The status of an answer.
     *
     * @return such as 101; 0 where this is no answer
     */
    public int status() {
        boolean answer = firstLine.startsWith("HTTP/1.") && firstLine.length() >= 12;
        String status = answer ? firstLine.substring(9, 12) : "";
        return status.matches("[0-9]{3}") ? Integer.parseInt(status) : 0;
    }

    /** What the server answers to a key (RFC 6455, 4.2.2). */
    static String proof(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + SEED).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** An HTTP message without body. */
    static byte[] bytes(String firstLine, List<String> headers) {
        StringBuilder text = new StringBuilder(firstLine).append("\r\n");
        headers.forEach(header -> text.append(header).append("\r\n"));
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Shows the first line without its query, and the names of the headers: tokens stand in both. */
    @Override
    public String toString() {
        return firstLine.replaceAll("\\?\\S*", "?...") + " " + headers.keySet();
    }
}
