package dev.realtime.peers.nats;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to a nats-server over plain TCP that only publishes. What it publishes goes out with {@link #flush}. Thread-safe. */
final class NatsPublisher {
    @GuardedBy("this")
    private final OutputStream out;

    NatsPublisher(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
        send(
                "CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"java\",\"version\":\"1\",\"name\":\"publisher\"}\r\n");
        flush();
        Thread reader = new Thread(() -> read(in), "nats");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(BufferedReader in) {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("PING")) {
                    send("PONG\r\n");
                    flush();
                } else if (line.startsWith("-ERR")) {
                    throw new IOException(line);
                }
            }
            throw new IOException("nats-server closed the connection");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Publishes to a subject. */
    synchronized void publish(String subject, String payload) throws IOException {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        send("PUB " + subject + " " + bytes.length + "\r\n");
        out.write(bytes);
        send("\r\n");
    }

    private synchronized void send(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.US_ASCII));
    }

    /** Lets go what was published. */
    synchronized void flush() throws IOException {
        out.flush();
    }
}
