package dev.realtime.benchmarks.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.benchmarks.workload.FanOut;
import dev.realtime.benchmarks.workload.Figures;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
    private static final Case OURS =
            new Case(new FanOut("W1", "", 10, 200, 0), Subjects.ours("jetty", "binary")).against("other");

    @TempDir
    private Path directory;

    @Test
    void what_is_written_is_read() throws Exception {
        ResultFile file = new ResultFile(directory.resolve("new/runs.jsonl"));
        assertFalse(file.exists());
        file.machine("a \"machine\"");
        file.leftOut("nats", "it is not installed");
        Figures figures = new Figures().put(Figures.CPU, 2.5).put("ratio", Double.NaN);
        file.add(new Run(4, OURS, figures));

        Results results = new Results();
        assertEquals(0, file.read(List.of(OURS), results));
        assertTrue(file.exists());
        assertEquals("a \"machine\"", results.machine());
        assertEquals(Map.of("nats", "it is not installed"), results.leftOut());
        assertEquals(1, results.runs().size());
        assertEquals(OURS, results.runs().get(0).of());
        assertEquals(figures.all(), results.runs().get(0).figures().all());
    }

    @Test
    void rounds_go_on_where_the_file_ends() throws Exception {
        ResultFile file = new ResultFile(directory.resolve("runs.jsonl"));
        Results results = new Results();
        assertEquals(0, results.nextRound());
        file.add(new Run(0, OURS, new Figures()));
        file.add(new Run(1, OURS, new Figures()));
        file.read(List.of(OURS), results);

        assertEquals(2, results.nextRound());
    }

    @Test
    void a_case_that_is_not_in_the_plan_any_more_is_passed_over() throws Exception {
        ResultFile file = new ResultFile(directory.resolve("runs.jsonl"));
        file.add(new Run(0, OURS, new Figures()));
        Results results = new Results();

        assertEquals(1, file.read(List.of(), results));
        assertTrue(results.runs().isEmpty());
    }
}
