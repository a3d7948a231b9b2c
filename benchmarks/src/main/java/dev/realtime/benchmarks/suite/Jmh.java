package dev.realtime.benchmarks.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The results of JMH as a table: what its {@code -rf json} writes. */
final class Jmh {
    private Jmh() {}

    /** The table with its title; empty where there is no such file. */
    static String markdown(Path file) throws IOException {
        return Files.exists(file) ? markdown(Files.readString(file)) : "";
    }

    static String markdown(String json) throws IOException {
        JsonNode benchmarks = JsonMapper.builder().build().readTree(json);
        return "\n## Parts\n\nBy JMH, without sockets: the mean, and half of its 99.9 % interval.\n\n"
                + "| benchmark | parameters | time |\n|---|---|---|\n"
                + StreamSupport.stream(benchmarks.spliterator(), false)
                        .map(Jmh::row)
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    private static String row(JsonNode benchmark) {
        String name = benchmark.path("benchmark").asText().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1");
        String parameters = benchmark.path("params").properties().stream()
                .map(each -> each.getKey() + " "
                        + each.getValue().asText().replace("\"", "").replace(",", "+"))
                .collect(Collectors.joining(", "));
        JsonNode metric = benchmark.path("primaryMetric");
        String unit = metric.path("scoreUnit").asText().replace("us/op", "µs");
        return "| " + name + " | " + parameters + " | "
                + Numbers.shown(metric.path("score").asDouble()) + " ± "
                + Numbers.shown(metric.path("scoreError").asDouble(Double.NaN)) + " " + unit + " |";
    }
}
