package dev.realtime.benchmarks.workload;

import dev.realtime.benchmarks.load.Control;
import dev.realtime.benchmarks.load.Load;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Tally;
import java.io.IOException;
import java.util.List;

/**
 * Connections with three channels each, and nothing to say (W4).
 *
 * @param connections how many
 * @param restSeconds how long they are idle before the memory is looked at
 */
public record Idle(int connections, int restSeconds) implements Workload {
    private static final int CHANNELS = 3;
    private static final int FIRST =
            10; // one in so many comes before, for what is needed once: classes, threads, channels
    private static final String HEAP = "heap_kb";
    private static final double KIB = 1024;

    @Override
    public String name() {
        return "W4";
    }

    @Override
    public String title() {
        return connections + " idle connections with " + CHANNELS + " channels each: memory for each connection";
    }

    @Override
    public List<String> columns() {
        return List.of(HEAP, "resident_kb", "threads", "connected_s");
    }

    @Override
    public Figures run(Subject subject, Settings settings) throws Exception {
        int clients = settings.scaled(connections);
        Experiment.Needs needs = new Experiment.Needs(200, CHANNELS, true, List.of());
        try (Experiment experiment = Experiment.start(subject, needs, settings)) {
            connect(experiment, Math.max(1, clients / FIRST));
            rest(experiment);
            Control.Memory empty = experiment.control().memory();
            long start = System.nanoTime();
            connect(experiment, clients);
            double connected = (System.nanoTime() - start) / 1e9;
            rest(experiment);
            Control.Memory full = experiment.control().memory();
            return new Figures()
                    .put(HEAP, (full.heap() - empty.heap()) / KIB / clients)
                    .put("resident_kb", (full.resident() - empty.resident()) / KIB / clients)
                    .put("threads", full.threads())
                    .put("connected_s", connected)
                    .count(Figures.CUT, experiment.swarm().losses().size());
        }
    }

    private static void connect(Experiment experiment, int clients) throws IOException {
        experiment.connect(clients, new Tally(), number -> new Seat(number, 0, CHANNELS));
    }

    /** Lets all be idle, but for the pings. */
    private void rest(Experiment experiment) throws IOException, InterruptedException {
        for (int i = 0; i < restSeconds * 10; i++) {
            Thread.sleep(100);
            experiment.step(Load.IDLE);
        }
    }
}
