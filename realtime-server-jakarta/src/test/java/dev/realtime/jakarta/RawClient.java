package dev.realtime.jakarta;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A socket that speaks as much of HTTP and WebSocket as it is told to, right or wrong. */
public final class RawClient implements Closeable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;

    /** What came: the operation code and the payload. */
    public record Received(int operation, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public int closeCode() {
            return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        }
    }

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    /** Connects with a receive buffer that is as small as it gets. */
    public RawClient(int port) throws IOException {
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Connects, asks for an upgrade at a path with more headers, and gives the head of the answer in lower case. */
    public static String answer(int port, String path, String... headers) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.upgrade(path, headers);
        }
    }

    /** Connects and upgrades with a token. */
    public static RawClient connect(int port, String token) throws IOException {
        RawClient client = new RawClient(port);
        String head = client.upgrade(RealtimeEndpoint.STREAM_PATH, "Authorization: Bearer " + token);
        if (!head.startsWith("http/1.1 101")) {
            throw new AssertionError(head);
        }
        return client;
    }

    public String upgrade(String path, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return request("GET " + path + " HTTP/1.1\r\nHost: localhost:" + socket.getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + more + "\r\n");
    }

    String request(String head) throws IOException {
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        while (!answer.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            answer.write(in.readUnsignedByte());
        }
        return answer.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    public void send(String text) throws IOException {
        send(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a frame, masked with zeros. */
    public void send(int operation, boolean last, byte[] payload) throws IOException {
        head(operation, last, payload.length);
        out.write(payload);
    }

    /** Begins a frame whose payload may never come. */
    public void head(int operation, boolean last, long length) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write((last ? 0x80 : 0) | operation);
        if (length < 126) {
            head.write(0x80 | (int) length);
        } else if (length < 65_536) {
            head.write(0x80 | 126);
            head.write((int) length >> 8);
            head.write((int) length);
        } else {
            head.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                head.write((int) (length >> shift));
            }
        }
        head.write(new byte[4]);
        out.write(head.toByteArray());
    }

    /** Goes on with the payload of a frame. */
    public void append(byte[] payload) throws IOException {
        out.write(payload);
    }

    /** Reads a frame. */
    public Received read() throws IOException {
        int operation = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte();
        long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        return new Received(operation, in.readNBytes((int) size));
    }

    /** Reads up to a message that contains something. */
    public void readUntil(String part) throws IOException {
        Received received;
        do {
            received = read();
            if (received.operation() == CLOSE) {
                throw new AssertionError("closed before " + part + ": " + received.closeCode());
            }
        } while (!received.text().contains(part));
    }

    /** Reads up to the close frame and gives its code; 1006 when the connection ends without one. */
    public int readCloseCode() {
        try {
            while (true) {
                Received received = read();
                if (received.operation() == CLOSE) {
                    return received.closeCode();
                }
            }
        } catch (IOException e) {
            return 1006;
        }
    }

    /** Vanishes with a reset, as a crashed machine's socket does. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
