package dev.realtime.peers.nats;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The process of a nats-server with a configuration of its own, in a directory of its own. It ends when this process does, however that
 * ends.
 *
 * @param pid of the process
 * @param port where it takes NATS clients over plain TCP
 */
record NatsServer(long pid, int port) {
    private static final int PATIENCE_MILLIS = 10_000;
    // The shell lives as long as its standard input, which is a pipe of ours.
    private static final String WITH_US =
            "nats-server -c \"$0/nats.conf\" & echo $!; cat > /dev/null; kill $!; rm -r \"$0\"";

    /** Whether there is one to start. */
    static boolean isInstalled() throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v nats-server > /dev/null")
                        .start()
                        .waitFor()
                == 0;
    }

    /** Starts one; it takes clients when this returns. */
    static NatsServer start(int webSocketPort) throws IOException, InterruptedException {
        int port = freePort();
        Path directory = Files.createTempDirectory("peer-nats");
        Files.writeString(directory.resolve("nats.conf"), configuration(port, webSocketPort, directory));
        Process shell = new ProcessBuilder(List.of("sh", "-c", WITH_US, directory.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
        NatsServer server = new NatsServer(Long.parseLong(out.readLine().trim()), port);
        await(port);
        await(webSocketPort);
        return server;
    }

    private static String configuration(int port, int webSocketPort, Path directory) {
        return """
                host: "127.0.0.1"
                port: %d
                log_file: "%s/nats.log"
                max_connections: 1000000
                websocket {
                  host: "127.0.0.1"
                  port: %d
                  no_tls: true
                  compression: false
                }
                """.formatted(port, directory, webSocketPort);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void await(int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
                return;
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }
}
