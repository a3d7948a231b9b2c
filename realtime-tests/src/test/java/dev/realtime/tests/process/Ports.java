package dev.realtime.tests.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that come back. */
final class Ports {
    private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int FIRST = 10_000;
    private static final int DEFAULT_END = 32_768;

    private Ports() {}

    /**
     * A free port below those that outgoing connections get. While its server is down nobody else may take it; and a client that
     * called a port among the ephemeral ones could be given that very port as its own, and be connected to itself.
     */
    static int lasting() throws IOException {
        int end = end();
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, end);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IOException("no free port from " + FIRST + " to " + end);
    }

    /** Where the ephemeral ports begin; on a machine that has made them all ephemeral, where they usually do. */
    private static int end() throws IOException {
        if (!Files.exists(EPHEMERAL)) {
            return DEFAULT_END;
        }
        int begin = Integer.parseInt(Files.readString(EPHEMERAL).trim().split("\\s+")[0]);
        return begin > 2 * FIRST ? begin : DEFAULT_END;
    }
}
