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
    private long published;

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
        published++;
        while (in.ready()) {
            answer();
        }
    }

    /** How many events were published. */
    long published() {
        return published;
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

    /** Processor time used so far, in seconds. */
    record Cpu(double server, double own, double machine) {
        Cpu since(Cpu earlier) {
            return new Cpu(server - earlier.server, own - earlier.own, machine - earlier.machine);
        }

        /** What was neither the server's nor the load client's; of a difference. */
        double foreign() {
            return Math.max(0, machine - server - own);
        }
    }

    /** Processor time of the server, of this process, and of the whole machine. */
    Cpu cpu() throws IOException {
        return new Cpu(cpuSeconds(stat), cpuSeconds(Path.of("/proc/self/stat")), machineSeconds());
    }

    private static double machineSeconds() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/stat")).get(0);
        String[] fields = line.trim().split(" +", -1);
        long busy = 0;
        for (int i = 1; i < Math.min(fields.length, 9); i++) {
            boolean idle = i == 4 || i == 5; // idle, iowait
            busy += idle ? 0 : Long.parseLong(fields[i]);
        }
        return busy / TICKS;
    }

    private static double cpuSeconds(Path stat) throws IOException {
        String line = Files.readString(stat);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
