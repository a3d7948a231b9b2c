package dev.realtime.benchmarks.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.benchmarks.workload.FanOut;
import dev.realtime.benchmarks.workload.Figures;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ReportTest {
    private static final FanOut WORKLOAD = new FanOut("W1", "many & <more>", 10, 200, 0);
    private static final Case BAR = new Case(WORKLOAD, Subjects.raw("jetty", "batch"));
    private static final Case OURS = new Case(WORKLOAD, Subjects.ours("jetty", "binary")).against(BAR.subject());

    private final Results results = new Results();

    private void run(int round, double ours, double bar) {
        results.add(new Run(round, OURS, new Figures().put(Figures.CPU, ours).put(Figures.FOREIGN, 0.1)));
        results.add(new Run(round, BAR, new Figures().put(Figures.CPU, bar).put(Figures.FOREIGN, 0.3)));
    }

    @Test
    void a_row_has_its_median_its_range_and_the_ratio_inside_the_rounds() {
        run(0, 2, 1);
        run(1, 8, 2); // a noisy round for both
        run(2, 3, 1);
        results.machine("a machine");
        String text = new Report(results, "plot.svg").markdown();

        assertTrue(text.contains("| ours jetty binary | 3.00 (2.00..8.00) |"), text);
        assertTrue(text.contains("| 3.00 x raw jetty batch |"), text);
        assertTrue(text.contains("a machine"), text);
        assertTrue(text.contains("(plot.svg)"), text);
    }

    @Test
    void a_row_that_lost_an_event_once_says_so() {
        run(0, 2, 1);
        assertTrue(results.isClean("W1", "ours jetty binary"));
        results.add(new Run(1, OURS, new Figures().put(Figures.CPU, 2).count(Figures.MISSING, 1)));

        assertTrue(new Report(results, "").markdown().contains("| **no** |"));
    }

    @Test
    void the_plot_is_xml_with_a_bar_for_each_figure_of_each_row() throws Exception {
        run(0, 2, 1);
        Document plot = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(new Chart(results).svg().getBytes(StandardCharsets.UTF_8)));

        int groundAndLegend = 1 + 3;
        assertEquals(groundAndLegend + 3 * 2, plot.getElementsByTagName("rect").getLength());
    }

    @Test
    void the_scale_is_logarithmic() {
        Chart.Scale scale = Chart.Scale.of(List.of(2.0, 4.0, 16.0, 0.0, Double.NaN));

        assertEquals(0.25, scale.share(2), 1e-9);
        assertEquals(0.5, scale.share(4), 1e-9);
        assertEquals(1, scale.share(16), 1e-9);
        assertEquals(0, scale.share(0));
        assertEquals(0, scale.share(Double.NaN));
    }

    @Test
    void a_scale_has_at_least_a_few_ticks() {
        assertEquals(
                List.of(0.1, 1.0, 10.0),
                Chart.Scale.of(List.of(0.1, 20.0)).ticks().stream()
                        .map(tick -> Math.round(tick * 1e6) / 1e6)
                        .toList());
        assertEquals(
                List.of(200.0, 500.0), Chart.Scale.of(List.of(202.0, 600.0)).ticks());
    }

    @Test
    void numbers_are_shown_with_the_digits_that_count() {
        assertEquals(2.5, Numbers.median(List.of(4.0, 1.0, 3.0, 2.0)));
        assertEquals(3, Numbers.median(List.of(4.0, 1.0, 3.0)));
        assertEquals(
                List.of("0.123", "1.23", "12.3", "123", "12,346", "0", "-"),
                List.of(0.1234, 1.234, 12.34, 123.4, 12_345.6, 0.0, Double.NaN).stream()
                        .map(Numbers::shown)
                        .toList());
    }

    @Test
    void what_is_left_out_is_named() {
        run(0, 2, 1);
        results.leftOut("nats", "it is not installed");

        assertTrue(new Report(results, "").markdown().contains("Left out: nats (it is not installed)."));
    }

    @Test
    void the_results_of_jmh_are_a_table() throws Exception {
        String text = Jmh.markdown("""
                [{"benchmark":"dev.x.jmh.EncodeBenchmark.json","params":{"publications":"10"},
                "primaryMetric":{"score":1.234,"scoreError":"NaN","scoreUnit":"us/op"}}]""");

        assertTrue(text.endsWith("| EncodeBenchmark.json | publications 10 | 1.23 ± - µs |\n"), text);
    }

    @Test
    void a_run_is_one_line_of_json() {
        Run run = new Run(1, OURS, new Figures().put(Figures.CPU, 2).put("ratio", Double.NaN));

        assertEquals(
                "{\"round\":1,\"workload\":\"W1\",\"subject\":\"ours jetty binary\",\"bar\":\"raw jetty batch\","
                        + "\"figures\":{\"cpu_us\":2.0,\"ratio\":null}}",
                run.json());
    }
}
