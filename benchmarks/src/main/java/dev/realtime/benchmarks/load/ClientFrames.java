package dev.realtime.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a client sends: the upgrade request and masked frames (RFC 6455, 4.1 and 5.3). */
final class ClientFrames {
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

    private ClientFrames() {}

    /** The upgrade request. The key is always the same: nobody is deceived on the loopback. */
    static ByteBuffer upgrade(String host, String path, List<String> headers) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: " + host
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        headers.forEach(header -> request.append(header).append("\r\n"));
        return ByteBuffer.wrap(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A whole frame, with a mask of zeros, which is a mask. */
    static ByteBuffer frame(int opcode, byte[] payload, int offset, int length) {
        ByteBuffer frame = ByteBuffer.allocate(14 + length).put((byte) (FIN | opcode));
        if (length < 126) {
            frame.put((byte) (MASKED | length));
        } else if (length <= 0xffff) {
            frame.put((byte) (MASKED | 126)).putShort((short) length);
        } else {
            frame.put((byte) (MASKED | 127)).putLong(length);
        }
        return frame.putInt(0).put(payload, offset, length).flip();
    }

    static ByteBuffer frame(int opcode, byte[] payload) {
        return frame(opcode, payload, 0, payload.length);
    }
}
