package dev.realtime.benchmarks.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.benchmarks.workload.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured, one line of JSON each: first the machine, then runs, and what was left out. A line is written as soon as its run has
 * ended, so whoever interrupts the suite loses one run. One thread.
 */
final class ResultFile {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path path;

    ResultFile(Path path) {
        this.path = path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Says where the runs that follow are measured. */
    void machine(String machine) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        write(object("machine", machine).toString());
    }

    /** Says what is left out, and why. */
    void leftOut(String what, String reason) throws IOException {
        write(object("left_out", what).put("reason", reason).toString());
    }

    void add(Run run) throws IOException {
        write(run.json());
    }

    private static ObjectNode object(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put(name, value);
    }

    private void write(String line) throws IOException {
        Files.writeString(path, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Reads everything; tells how many runs are of cases that are not in the plan any more, and so were passed over. */
    int read(List<Case> plan, Results results) throws IOException {
        Map<String, Case> cases = new LinkedHashMap<>();
        plan.forEach(
                each -> cases.put(each.workload().name() + "\n" + each.subject().name(), each));
        int unknown = 0;
        for (String line : Files.readAllLines(path)) {
            JsonNode json = JSON.readTree(line);
            if (json.has("machine")) {
                results.machine(json.path("machine").asText());
            } else if (json.has("left_out")) {
                results.leftOut(
                        json.path("left_out").asText(), json.path("reason").asText());
            } else {
                Case of = cases.get(json.path("workload").asText() + "\n"
                        + json.path("subject").asText());
                unknown += of == null ? 1 : 0;
                if (of != null) {
                    results.add(new Run(json.path("round").asInt(), of, figures(json.path("figures"))));
                }
            }
        }
        return unknown;
    }

    private static Figures figures(JsonNode json) {
        Figures figures = new Figures();
        json.properties()
                .forEach(
                        figure -> figures.put(figure.getKey(), figure.getValue().asDouble(Double.NaN)));
        return figures;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
