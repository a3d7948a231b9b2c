package dev.realtime.benchmarks.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.benchmarks.workload.FanOut;
import dev.realtime.benchmarks.workload.Figures;
import dev.realtime.benchmarks.workload.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarsTest {
    private static final String OURS = "ours jetty binary";

    private final Results results = new Results();

    private void run(int round, String workload, Subject subject, Figures figures) {
        results.add(new Run(round, new Case(new FanOut(workload, "", 10, 200, 0), subject), figures));
    }

    private void cpu(int round, String workload, Subject subject, double micros) {
        run(round, workload, subject, new Figures().put(Figures.CPU, micros));
    }

    private Bar bar(String measure, String row) {
        return Bars.of(results).stream()
                .filter(bar -> bar.measure().equals(measure) && bar.row().equals(row))
                .findFirst()
                .orElseThrow(() -> new AssertionError(Bars.markdown(Bars.of(results))));
    }

    @Test
    void a_ratio_is_taken_inside_each_round() {
        cpu(0, "W1", Subjects.ours("jetty", "binary"), 1);
        cpu(0, "W1", Subjects.raw("jetty", "batch"), 1);
        cpu(1, "W1", Subjects.ours("jetty", "binary"), 8); // a noisy round for both
        cpu(1, "W1", Subjects.raw("jetty", "batch"), 4);
        cpu(2, "W1", Subjects.ours("jetty", "binary"), 1.2);
        cpu(2, "W1", Subjects.raw("jetty", "batch"), 1);
        cpu(3, "W1", Subjects.ours("jetty", "binary"), 9); // without its bar

        Bar bar = bar("W1 CPU to the raw batch", OURS);
        assertEquals(List.of(1.0, 2.0, 1.2), bar.values());
        assertTrue(bar.holds());
        assertEquals(
                "| W1 CPU to the raw batch | ours jetty binary | 1.20 x | 1.00 x .. 2.00 x | <= 1.50 x | holds |",
                bar.markdown());
    }

    @Test
    void a_bar_that_is_missed_says_so() {
        cpu(0, "W1", Subjects.ours("jetty", "binary"), 1.6);
        cpu(0, "W1", Subjects.raw("jetty", "batch"), 1);

        assertTrue(bar("W1 CPU to the raw batch", OURS).markdown().endsWith("| **missed** |"));
        assertTrue(Bars.markdown(Bars.of(results)).startsWith("1 of 2 hold"), Bars.markdown(Bars.of(results)));
    }

    @Test
    void a_peer_that_was_left_out_is_not_measured() {
        cpu(0, "W1", Subjects.ours("jetty", "binary"), 1);

        Bar bar = bar("W1 CPU to nats-server with 64 under way", OURS);
        assertFalse(bar.isMeasured());
        assertTrue(bar.markdown().endsWith("| not measured |"));
    }

    @Test
    void a_workload_that_did_not_run_has_no_bar() {
        cpu(0, "W1", Subjects.ours("jetty", "binary"), 1);

        assertTrue(Bars.of(results).stream().noneMatch(bar -> bar.measure().startsWith("W2")));
    }

    @Test
    void a_small_ratio_is_a_fraction() {
        cpu(0, "W1", Subjects.ours("jetty", "binary"), 0.2);
        cpu(0, "W1", Subjects.peers().findFirst().orElseThrow(), 10);

        assertEquals(
                "| W1 CPU to CometD | ours jetty binary | 1/50 x | 1/50 x .. 1/50 x | <= 1/30 x | holds |",
                bar("W1 CPU to CometD", OURS).markdown());
    }

    @Test
    void gzip_is_measured_against_the_same_without() {
        cpu(0, "W1", Subjects.ours("jetty", "binary"), 1);
        cpu(0, "W1", Subjects.ours("jetty", "binary+gzip"), 1.1);

        assertEquals(
                List.of(1.1), bar("W1 CPU with gzip to without", OURS + "+gzip").values());
    }

    @Test
    void a_fixed_window_is_measured_against_the_same_window() {
        cpu(0, "W2@200", Subjects.ours("jetty", "binary", 50), 3);
        cpu(0, "W2@200", Subjects.raw("jetty", 50), 2);

        assertEquals(
                List.of(1.5),
                bar("W2@200 CPU to the raw 50 ms batch", OURS + " window 50").values());
    }

    @Test
    void heap_is_what_is_above_the_containers_own() {
        run(0, "W4", Subjects.ours("jetty", "binary"), new Figures().put("heap_kb", 12));
        run(0, "W4", Subjects.raw("jetty", "event-binary"), new Figures().put("heap_kb", 11));

        assertEquals(
                List.of(1.0),
                bar("W4 heap of an idle connection above the raw loop's", OURS).values());
    }

    @Test
    void flat_is_neither_more_nor_less() {
        cpu(0, "W7@100", Subjects.ours("jetty", "binary"), 10);
        cpu(0, "W7@10000", Subjects.ours("jetty", "binary"), 11);
        assertTrue(bar("W7@10000 CPU to 100 channels", OURS).holds());

        cpu(0, "W7@10000", Subjects.ours("jetty", "binary"), 7);
        assertFalse(bar("W7@10000 CPU to 100 channels", OURS).holds());
    }

    @Test
    void growth_is_measured_against_ten_connections() {
        cpu(0, "growth@10", Subjects.ours("jetty", "binary"), 2);
        cpu(0, "growth@5000", Subjects.ours("jetty", "binary"), 1);

        assertEquals(
                List.of(0.5),
                bar("growth, CPU with 5000 connections to 10", OURS).values());
    }

    @Test
    void a_lost_event_is_counted() {
        run(0, "W1", Subjects.ours("jetty", "binary"), new Figures().count(Figures.MISSING, 1));

        Bar bar = bar("all: runs with an event lost, repeated or late", "ours, of 1");
        assertFalse(bar.holds());
    }
}
