package dev.realtime.tests.process;

import dev.realtime.core.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The test's end of a {@link ServerMain}. Commands come from one thread. */
final class ServerProcess implements AutoCloseable {
    /** A connection has ended, at a {@link System#nanoTime} of this process. */
    record Closed(String user, int code, long at) {}

    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final Duration TO_ANSWER = Duration.ofSeconds(120); // "shutdown" waits for a minute itself
    private static final List<String> SMALL =
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    /** All pages of the heap are there from the beginning, so that what grows afterwards is something else. */
    private static final List<String> STEADY =
            List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError");

    private final int port;
    private final ChildProcess process;
    private final Truth truth;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Closed> closed = new ConcurrentLinkedQueue<>();
    private volatile boolean ready;

    private ServerProcess(ServerOptions options, Truth truth) throws IOException {
        this.port = options.port();
        this.truth = truth;
        truth.begin();
        process = ChildProcess.start(
                "server-" + options.port(),
                ServerMain.class,
                options.soak() ? STEADY : SMALL,
                options.arguments(),
                this::hear);
    }

    /** Starts a server and waits until clients may come. What it publishes goes to the truth. */
    static ServerProcess start(ServerOptions options, Truth truth) throws IOException, InterruptedException {
        ServerProcess server = new ServerProcess(options, truth);
        try {
            Eventually.until(
                    TO_START, () -> server.process + " is ready", () -> server.ready || !server.process.isAlive());
            if (!server.ready) {
                throw new IOException(server.process + " did not start");
            }
            return server;
        } catch (IOException | InterruptedException | AssertionError e) {
            server.close();
            throw e;
        }
    }

    private void hear(String line) {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
            case "READY" -> ready = true;
            case "I" -> truth.announce(words[1]);
            case "P" -> {
                String[] parts = words[1].split(" ");
                truth.confirm(Position.parse(parts[0]), parts[1]);
            }
            case "C" -> {
                String[] parts = words[1].split(" ");
                closed.add(new Closed(parts[0], Integer.parseInt(parts[1]), System.nanoTime()));
            }
            case "A" -> answers.add(words[1]);
            default -> System.err.println(process + " says " + line);
        }
    }

    private String ask(String command) throws InterruptedException {
        process.send(command);
        String answer = answers.poll(TO_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw new AssertionError(process + " does not answer to " + command);
        }
        return answer;
    }

    int port() {
        return port;
    }

    /** Changes how many events a second are published; at 0 nothing is under way any more when this returns. */
    void pace(int eventsPerSecond) throws InterruptedException {
        ask("pace " + eventsPerSecond);
    }

    /** The newest position of each service that has any, as the publisher knows it. */
    Map<String, Position> heads() throws InterruptedException {
        Map<String, Position> heads = new TreeMap<>();
        pairs(ask("heads")).forEach((service, position) -> heads.put(service, Position.parse(position)));
        return heads;
    }

    /** Collects garbage there, then measures. */
    Map<String, Long> figures() throws InterruptedException {
        Map<String, Long> figures = new LinkedHashMap<>();
        pairs(ask("figures")).forEach((name, value) -> figures.put(name, Long.parseLong(value)));
        return figures;
    }

    private static Map<String, String> pairs(String answer) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : answer.isEmpty() ? new String[0] : answer.split(" ")) {
            pairs.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return pairs;
    }

    /** Writes which classes its heap is made of. */
    void histogram(String file) throws InterruptedException {
        ask("histogram " + file);
    }

    /** Stops the server and its container; tells which threads are left, or nothing. */
    String shutdown() throws InterruptedException {
        return ask("shutdown");
    }

    /** The connections that have ended so far. */
    List<Closed> closed() {
        return List.copyOf(closed);
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.kill();
    }

    /** SIGSTOP. */
    void stop() throws IOException, InterruptedException {
        process.stop();
    }

    /** SIGCONT. */
    void resume() throws IOException, InterruptedException {
        process.resume();
    }

    @Override
    public void close() {
        process.close();
    }
}
