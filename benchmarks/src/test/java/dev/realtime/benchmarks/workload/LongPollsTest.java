package dev.realtime.benchmarks.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LongPollsTest {
    private static final String LINE = """
            {"clients":2,"services":10,"rate":10,"memoryBefore":"1024 5 6","memoryConnected":"5120 7 8","lacking":1,
            "clientCores":0.5,"foreignCores":0.25,"window":{"requestsPerSecond":20.0,"eventsPerSecond":18.0,"emptyAnswers":0,
            "missing":2,"repeated":0,"serverCpuPerSecond":0.1250,"serverMicrosPerEvent":70.00,"p50Millis":1.50,"p99Millis":9.00,
            "bytesUpPerSecond":1000,"bytesDownPerSecond":500,"bytesPerEvent":83.3}}
            """;

    @Test
    void the_line_of_the_load_client_becomes_figures() throws Exception {
        Figures figures = LongPolls.figures(LINE);

        assertEquals(70, figures.get(Figures.CPU));
        assertEquals(125, figures.get(OldWorld.CPU_RATE));
        assertEquals(20, figures.get(OldWorld.REQUESTS));
        assertEquals(1_500, figures.get(OldWorld.BYTES));
        assertEquals(83.3, figures.get(Figures.WIRE));
        assertEquals(2, figures.get(OldWorld.HEAP));
        assertEquals(9, figures.get(Figures.P99));
        assertEquals(0.25, figures.get(Figures.FOREIGN));
    }

    @Test
    void what_is_lost_in_the_window_or_lacking_at_the_end_is_missing() throws Exception {
        Figures figures = LongPolls.figures(LINE);

        assertEquals(3, figures.get(Figures.MISSING));
        assertFalse(figures.isClean());
    }

    @Test
    void a_line_without_a_figure_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> LongPolls.figures("{\"clients\":2}"));
    }
}
