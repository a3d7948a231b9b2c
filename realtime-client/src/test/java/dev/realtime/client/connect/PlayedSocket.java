package dev.realtime.client.connect;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's end of one WebSocket connection, by hand. */
final class PlayedSocket implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;
    private static final Pattern KEY = Pattern.compile("(?i)Sec-WebSocket-Key: (\\S+)");

    private final ServerSocket listening = new ServerSocket(0, 8, InetAddress.getByName("localhost"));
    private Socket socket;
    private DataInputStream in;
    private String request;

    PlayedSocket() throws IOException {
        listening.setSoTimeout(TIMEOUT_MS);
    }

    int port() {
        return listening.getLocalPort();
    }

    String request() {
        return request;
    }

    /** Takes the connection and reads its request. */
    void accept() throws IOException {
        socket = listening.accept();
        socket.setSoTimeout(TIMEOUT_MS);
        in = new DataInputStream(socket.getInputStream());
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readByte());
        }
        request = head.toString();
    }

    void upgrade() throws IOException, GeneralSecurityException {
        Matcher key = KEY.matcher(request);
        if (!key.find()) {
            throw new AssertionError("no key in " + request);
        }
        byte[] proof = MessageDigest.getInstance("SHA-1")
                .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        answer(
                101,
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + Base64.getEncoder().encodeToString(proof) + "\r\n");
    }

    void answer(int status, String headers) throws IOException {
        String length = status == 101 ? "" : "Content-Length: 0\r\n";
        write(("HTTP/1.1 " + status + " Whatever\r\n" + headers + length + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    void writeFrame(int opcode, byte[] content) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (content.length < 126) {
            frame.write(content.length);
        } else {
            frame.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) content.length >> shift));
            }
        }
        frame.writeBytes(content);
        write(frame.toByteArray());
    }

    /** Reads a frame of up to 64 KiB: its opcode, the code if it closes, its text. */
    String readFrame() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte() & 0x7f;
        length = length == 126 ? in.readUnsignedShort() : length;
        byte[] mask = in.readNBytes(4);
        byte[] content = in.readNBytes(length);
        for (int i = 0; i < length; i++) {
            content[i] ^= mask[i % 4];
        }
        if (opcode == 8) {
            int code = (content[0] & 0xff) << 8 | content[1] & 0xff;
            return "8 " + code + " " + new String(content, 2, length - 2, StandardCharsets.UTF_8);
        }
        return opcode + " " + new String(content, StandardCharsets.UTF_8);
    }

    int read() throws IOException {
        return in.read();
    }

    /** Ends without a close frame. */
    void cut() throws IOException {
        socket.close();
    }

    private void write(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        if (socket != null) {
            socket.close();
        }
    }
}
