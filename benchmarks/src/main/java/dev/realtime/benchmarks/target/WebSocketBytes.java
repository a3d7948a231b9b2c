package dev.realtime.benchmarks.target;

import dev.realtime.core.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A server's bytes made by hand: the answer to an upgrade, and frames (RFC 6455, 4.2 and 5.2). */
final class WebSocketBytes {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String KEY = "sec-websocket-key:";

    private WebSocketBytes() {}

    /** A whole frame in a direct buffer, ready to be written from duplicates of it. */
    static ByteBuffer frame(Frame frame) {
        int length = frame.size();
        ByteBuffer bytes = ByteBuffer.allocateDirect(10 + length).put((byte) (frame.isText() ? 0x81 : 0x82));
        if (length < 126) {
            bytes.put((byte) length);
        } else if (length <= 0xffff) {
            bytes.put((byte) 126).putShort((short) length);
        } else {
            bytes.put((byte) 127).putLong(length);
        }
        return bytes.put(frame.bytes()).flip().asReadOnlyBuffer();
    }

    /** The answer to a request for an upgrade. */
    static ByteBuffer upgraded(String request) {
        String key = request.lines()
                .filter(line -> line.regionMatches(true, 0, KEY, 0, KEY.length()))
                .map(line -> line.substring(KEY.length()).trim())
                .findFirst()
                .orElseThrow();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n";
            return ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
