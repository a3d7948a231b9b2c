package dev.realtime.benchmarks.suite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.benchmarks.workload.FanOut;
import dev.realtime.benchmarks.workload.Figures;
import dev.realtime.benchmarks.workload.Settings;
import dev.realtime.benchmarks.workload.Subject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, once each: a server process, a few clients, a moment. */
class FanOutTest {
    @TempDir
    private Path logs;

    private Figures run(Subject subject) throws Exception {
        Settings settings = new Settings(0.2, 0.3, 1, logs, logs);
        return new FanOut("W1", "", 5, 200, 100).run(subject, settings);
    }

    @Test
    void the_bare_loop_delivers_everything() throws Exception {
        Figures figures = run(Subjects.nio("event"));

        assertTrue(figures.isClean(), figures.all().toString());
        assertTrue(figures.get(Figures.PUBLISHED) > 0, figures.all().toString());
    }

    @Test
    void the_library_delivers_everything() throws Exception {
        Figures figures = run(Subjects.ours("jetty", "binary+gzip"));

        assertTrue(figures.isClean(), figures.all().toString());
        assertTrue(figures.get(Figures.PUBLISHED) > 0, figures.all().toString());
    }
}
