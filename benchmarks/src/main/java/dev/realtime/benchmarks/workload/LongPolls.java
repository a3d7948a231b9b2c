package dev.realtime.benchmarks.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The same as {@link OldWorld} by long polls. They have a load client of their own, a process that prints what it measured as a line of JSON.
 *
 * @param like what is measured
 * @param load starts the load client
 */
public record LongPolls(OldWorld like, Launcher load) implements Workload {
    @Override
    public String name() {
        return like.name();
    }

    @Override
    public String title() {
        return like.title();
    }

    @Override
    public List<String> columns() {
        return like.columns();
    }

    @Override
    public Figures run(Subject subject, Settings settings) throws Exception {
        List<String> needs = List.of("--size", "200", "--channels", Integer.toString(like.services()));
        try (ServerProcess server = ServerProcess.start(subject, needs, true, settings.logs())) {
            Process process = new ProcessBuilder(command(server, settings))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new IOException("the load client of the long polls failed: " + output);
                }
                return figures(output);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private List<String> command(ServerProcess server, Settings settings) {
        List<String> command = new ArrayList<>(load.command(false));
        add(command, "--port", server.address().getPort());
        add(command, "--control", server.controlPort());
        add(command, "--pid", server.pid());
        add(command, "--channels", like.services());
        add(command, "--clients", settings.scaled(like.clients()));
        add(command, "--rate", like.perSecond());
        add(command, "--warmup", Math.max(1, Math.round(settings.warmUpSeconds())));
        add(command, "--seconds", Math.max(1, Math.round(like.windowSeconds(settings))));
        return command;
    }

    private static void add(List<String> command, String name, long value) {
        command.addAll(List.of(name, Long.toString(value)));
    }

    /** What the load client says. */
    static Figures figures(String line) throws IOException {
        JsonNode all = JsonMapper.builder().build().readTree(line);
        JsonNode window = all.path("window");
        double heap = heap(all, "memoryConnected") - heap(all, "memoryBefore");
        return new Figures()
                .put(Figures.CPU, number(window, "serverMicrosPerEvent"))
                .put(Figures.RATE, number(window, "eventsPerSecond"))
                .put(Figures.P50, number(window, "p50Millis"))
                .put(Figures.P99, number(window, "p99Millis"))
                .put(Figures.WIRE, number(window, "bytesPerEvent"))
                .put(OldWorld.CPU_RATE, number(window, "serverCpuPerSecond") * 1e3)
                .put(OldWorld.REQUESTS, number(window, "requestsPerSecond"))
                .put(OldWorld.BYTES, number(window, "bytesUpPerSecond") + number(window, "bytesDownPerSecond"))
                .put(OldWorld.HEAP, heap / 1024 / number(all, "clients"))
                .put(Figures.CLIENT, number(all, "clientCores"))
                .put(Figures.FOREIGN, number(all, "foreignCores"))
                .put(Figures.MISSING, number(window, "missing") + number(all, "lacking"))
                .put(Figures.DUPLICATES, number(window, "repeated"));
    }

    private static double heap(JsonNode all, String name) {
        return Double.parseDouble(all.path(name).asText().split(" ", -1)[0]);
    }

    private static double number(JsonNode json, String name) {
        if (!json.path(name).isNumber()) {
            throw new IllegalArgumentException("no " + name + " in " + json);
        }
        return json.path(name).asDouble();
    }
}
