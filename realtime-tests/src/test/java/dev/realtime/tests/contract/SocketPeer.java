package dev.realtime.tests.contract;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.contract.TransportContract.Peer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One end of a WebSocket, by hand, so that it can be slow and can vanish. A thread of its own reads. */
final class SocketPeer implements Peer, AutoCloseable {
    /** Small, so that it is soon full; not so small that everything takes long. */
    static final int RECEIVE_BUFFER = 64 * 1024;

    private static final Pattern KEY = Pattern.compile("(?i)Sec-WebSocket-Key: (\\S+)");
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final boolean client;
    private boolean paused; // guarded by this
    private boolean saidGoodbye; // guarded by out

    private SocketPeer(Socket socket, boolean client) throws IOException {
        this.socket = socket;
        this.client = client;
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    /** Connects to a server. */
    static SocketPeer connect(int port, String path, Transport.Listener listener) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        SocketPeer peer = new SocketPeer(socket, true);
        peer.write("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        String answer = peer.readHead();
        if (!answer.startsWith("HTTP/1.1 101")) {
            throw new AssertionError(answer);
        }
        peer.start(listener);
        return peer;
    }

    /** Takes the connection of a client. */
    static SocketPeer accept(ServerSocket listening, Transport.Listener listener)
            throws IOException, GeneralSecurityException {
        SocketPeer peer = new SocketPeer(listening.accept(), false);
        Matcher key = KEY.matcher(peer.readHead());
        if (!key.find()) {
            throw new AssertionError("no key");
        }
        byte[] proof = MessageDigest.getInstance("SHA-1")
                .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        peer.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(proof) + "\r\n\r\n");
        peer.start(listener);
        return peer;
    }

    private void write(String head) throws IOException {
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    private void start(Transport.Listener listener) {
        Thread thread = new Thread(() -> listener.onClosed(readAll(listener)), "socket-peer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads messages until the end; gives its reason. */
    private CloseReason readAll(Transport.Listener listener) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        boolean text = false;
        try {
            while (true) {
                awaitResumed();
                int head = in.readUnsignedByte();
                byte[] content = readContent();
                int operation = head & 0x0f;
                if (operation == CLOSE) {
                    return goodbye(content);
                }
                if (operation > BINARY) {
                    continue; // ping or pong
                }
                text = operation == 0 ? text : operation == TEXT;
                message.writeBytes(content);
                if ((head & 0x80) != 0) {
                    byte[] whole = message.toByteArray();
                    message.reset();
                    listener.onFrame(text ? Frame.text(whole) : Frame.binary(whole));
                }
            }
        } catch (IOException | InterruptedException e) {
            return CloseReason.of(CloseReason.ABNORMAL, "");
        }
    }

    private synchronized void awaitResumed() throws InterruptedException {
        while (paused) {
            wait();
        }
    }

    private byte[] readContent() throws IOException {
        int second = in.readUnsignedByte();
        int size = second & 0x7f;
        long length = size == 126 ? in.readUnsignedShort() : size == 127 ? in.readLong() : size;
        byte[] mask = in.readNBytes((second & 0x80) == 0 ? 0 : 4);
        byte[] content = new byte[(int) length];
        in.readFully(content);
        for (int i = 0; i < content.length && mask.length > 0; i++) {
            content[i] ^= mask[i % 4];
        }
        return content;
    }

    private CloseReason goodbye(byte[] content) throws IOException {
        CloseReason reason = content.length < 2
                ? CloseReason.of(1005, "")
                : CloseReason.of(
                        (content[0] & 0xff) << 8 | content[1] & 0xff,
                        new String(content, 2, content.length - 2, StandardCharsets.UTF_8));
        synchronized (out) {
            if (!saidGoodbye) {
                saidGoodbye = true;
                writeFrame(CLOSE, Arrays.copyOf(content, Math.min(2, content.length)));
            }
        }
        socket.close();
        return reason;
    }

    @Override
    public void send(Frame frame) throws IOException {
        synchronized (out) {
            writeFrame(frame.isText() ? TEXT : BINARY, frame.bytes());
        }
    }

    @Override
    public void close(CloseReason reason) throws IOException {
        byte[] text = reason.text().getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
            saidGoodbye = true;
            writeFrame(
                    CLOSE,
                    ByteBuffer.allocate(2 + text.length)
                            .putShort((short) reason.code())
                            .put(text)
                            .array());
        }
    }

    /** Writes a frame; a client's is masked with zeros. Holds the lock of {@code out}. */
    private void writeFrame(int operation, byte[] content) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(content.length + 14);
        int masked = client ? 0x80 : 0;
        frame.put((byte) (0x80 | operation));
        if (content.length < 126) {
            frame.put((byte) (masked | content.length));
        } else if (content.length < 65_536) {
            frame.put((byte) (masked | 126)).putShort((short) content.length);
        } else {
            frame.put((byte) (masked | 127)).putLong(content.length);
        }
        frame.put(new byte[client ? 4 : 0]).put(content);
        out.write(frame.array(), 0, frame.position());
    }

    /** Ends with a reset, as a crashed process does. */
    @Override
    public void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
        resume();
    }

    @Override
    public synchronized void pause() {
        paused = true;
    }

    @Override
    public synchronized void resume() {
        paused = false;
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        resume();
    }
}
