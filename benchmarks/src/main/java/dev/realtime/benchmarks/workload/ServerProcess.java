package dev.realtime.benchmarks.workload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The process of a server under test. It ends with its stdin, so it cannot outlive this one. */
final class ServerProcess implements AutoCloseable {
    private static final int SECONDS_TO_START = 60;

    /** Where the load goes first on the processors, as if it had its own, its servers must not. */
    private static final List<String> NOT_BEFORE_THE_LOAD = Integer.getInteger("load.before", 0) == 0
            ? List.of()
            : List.of("nice", "-n", Integer.toString(Integer.getInteger("load.before")));

    private final Process process;
    private final int port;
    private final int control;
    private final CountDownLatch output = new CountDownLatch(1); // the first line that says ready, or the end
    private volatile boolean ready;
    private volatile long pid; // before ready

    private ServerProcess(Process process, int port, int control) {
        this.process = process;
        this.port = port;
        this.control = control;
    }

    /** Starts a server and waits until it is ready. What it prints goes to a file. */
    static ServerProcess start(Subject subject, List<String> options, boolean memory, Path logs)
            throws IOException, InterruptedException {
        int port = freePort();
        int control = freePort();
        List<String> command = new ArrayList<>(NOT_BEFORE_THE_LOAD);
        command.addAll(subject.launcher().command(memory));
        command.addAll(List.of("--port", Integer.toString(port), "--control", Integer.toString(control)));
        command.addAll(subject.options());
        command.addAll(options);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        ServerProcess server = new ServerProcess(process, port, control);
        Files.createDirectories(logs);
        Path log = logs.resolve(subject.name().replaceAll("[^A-Za-z0-9@.-]+", "-") + ".log");
        Thread reader = new Thread(() -> server.read(log), "output of " + subject.name());
        reader.setDaemon(true);
        reader.start();
        if (!server.output.await(SECONDS_TO_START, TimeUnit.SECONDS) || !server.ready) {
            server.close();
            throw new IOException("the server did not start, see " + log + ": " + String.join(" ", command));
        }
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void read(Path log) {
        try (BufferedReader in =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter out = new PrintWriter(Files.newBufferedWriter(log), true)) {
            String line = in.readLine();
            while (line != null) {
                out.println(line);
                if (line.equals("READY") || line.startsWith("READY ")) {
                    pid = line.length() > 6 ? Long.parseLong(line.substring(6)) : process.pid();
                    ready = true;
                    output.countDown();
                }
                line = in.readLine();
            }
        } catch (IOException e) {
            System.err.println(log + ": " + e.getMessage());
        } finally {
            output.countDown();
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    int controlPort() {
        return control;
    }

    /** The process to be measured, which is another one where the server says so. */
    long pid() {
        return pid;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
