package dev.realtime.benchmarks.target;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The control connection's end in a server under test (its commands: see the load client's Control). Ends the process with its stdin. */
final class ControlServer {
    private static final PrintStream OUT = System.out;

    private final Target target;

    private ControlServer(Target target) {
        this.target = target;
    }

    /** Says that the server is ready, and does what it is told, until the end of the process. */
    static void serve(int port, Target target) throws IOException {
        Thread end = new Thread(ControlServer::exitWithStdin, "stdin");
        end.setDaemon(true);
        end.start();
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            OUT.println("READY");
            OUT.flush();
            try (Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                new ControlServer(target).answer(socket);
            }
        }
        exit();
    }

    private static void exitWithStdin() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait(); // whatever is written there means nothing
            }
        } catch (IOException e) {
            OUT.println("stdin: " + e.getMessage());
        }
        exit();
    }

    private static void exit() {
        Runtime.getRuntime().halt(0); // 20,000 connections need no goodbye
    }

    private void answer(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        BufferedWriter out =
                new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8));
        String line = in.readLine();
        while (line != null) {
            String answer = answer(line);
            if (answer == null) {
                return;
            }
            out.write(answer + "\n");
            if (!in.ready()) {
                out.flush();
            }
            line = in.readLine();
        }
    }

    private @Nullable String answer(String line) {
        String[] words = line.trim().split(" ", -1);
        try {
            switch (words[0]) {
                case "publish" -> {
                    target.publish(Integer.parseInt(words[1]), Long.parseLong(words[2]));
                    return "ok";
                }
                case "heap" -> {
                    return "ok " + heap();
                }
                case "stats" -> {
                    return "ok " + target.stats();
                }
                case "quit" -> {
                    return null;
                }
                default -> {
                    return "error not known: " + words[0];
                }
            }
        } catch (RuntimeException | IOException e) {
            return "error " + String.valueOf(e).replace('\n', ' ');
        }
    }

    /** Used bytes of the heap after two collections, resident bytes, threads. */
    private static String heap() throws IOException {
        System.gc();
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        return used + " " + residentBytes() + " " + threads;
    }

    private static long residentBytes() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(status -> status.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }
}
