package dev.realtime.peers.polling;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The load client's side of the control connection, and the server's processor time. One thread. */
final class ServerUnderTest implements AutoCloseable {
    private static final double TICKS = 100; // a second: USER_HZ, which Linux has told programs since ever

    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;
    private final Path stat;
    private int unanswered;

    ServerUnderTest(int controlPort, long pid) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), controlPort);
        socket.setTcpNoDelay(true);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out = socket.getOutputStream();
        stat = Path.of("/proc", Long.toString(pid), "stat");
    }

    /** Has an event published, without waiting for the answer. */
    void publish(long meantFor) throws IOException {
        out.write(("publish 1 " + meantFor + "\n").getBytes(StandardCharsets.US_ASCII));
        unanswered++;
        while (in.ready()) {
            answer();
        }
    }

    /** Asks, and waits for the answer without its {@code ok}. */
    String ask(String question) throws IOException {
        out.write((question + "\n").getBytes(StandardCharsets.US_ASCII));
        unanswered++;
        String answer = "";
        while (unanswered > 0) {
            answer = answer();
        }
        return answer.substring(3);
    }

    private String answer() throws IOException {
        String line = in.readLine();
        if (line == null || !line.startsWith("ok ")) {
            throw new IOException("the server under test says: " + line);
        }
        unanswered--;
        return line;
    }

    /** Processor time that it has used, in seconds. */
    double cpuSeconds() throws IOException {
        String line = Files.readString(stat);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
