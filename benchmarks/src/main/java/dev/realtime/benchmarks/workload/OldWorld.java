package dev.realtime.benchmarks.workload;

import dev.realtime.benchmarks.load.Client;
import dev.realtime.benchmarks.load.Control;
import dev.realtime.benchmarks.load.Load;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Tally;
import java.util.List;

/**
 * Clients with several services each and few events (W10): one connection for all services, where there was a long poll for each before, see
 * {@link LongPolls}.
 *
 * @param clients how many
 * @param services how many each client has
 * @param perSecond events a second, over all services in turn; 0 for none
 */
public record OldWorld(int clients, int services, int perSecond) implements Workload {
    /** Processor time of the server for a second, milliseconds. */
    static final String CPU_RATE = "cpu_ms_per_s";
    /** Requests a second. */
    static final String REQUESTS = "requests_per_s";
    /** Bytes a second in both directions, all clients together. */
    static final String BYTES = "bytes_per_s";
    /** Heap of a client, above that of an empty server. */
    static final String HEAP = "heap_kb";

    private static final double POLL_SECONDS = 25;

    @Override
    public String name() {
        return perSecond == 0 ? "W10@idle" : "W10@" + perSecond;
    }

    @Override
    public String title() {
        return clients + " clients with " + services + " services each, "
                + (perSecond == 0 ? "no events" : perSecond + " events a second in all")
                + ": a long poll of 25 s for each service, or one connection; bytes in both directions";
    }

    @Override
    public List<String> columns() {
        return perSecond == 0
                ? List.of(CPU_RATE, REQUESTS, BYTES, HEAP)
                : List.of(Figures.WIRE, Figures.CPU, CPU_RATE, REQUESTS, Figures.P50, Figures.P99, HEAP);
    }

    /** A window; without events it has to be as long as a poll. */
    double windowSeconds(Settings settings) {
        return perSecond == 0 ? Math.max(POLL_SECONDS, settings.windowSeconds()) : settings.windowSeconds();
    }

    @Override
    public Figures run(Subject subject, Settings settings) throws Exception {
        Tally tally = new Tally();
        Experiment.Needs needs = new Experiment.Needs(200, services, true, List.of());
        try (Experiment experiment = Experiment.start(subject, needs, settings)) {
            Control.Memory empty = experiment.control().memory();
            List<Client> all =
                    experiment.connect(settings.scaled(clients), tally, number -> new Seat(number, 0, services));
            Control.Memory full = experiment.control().memory();
            Load load = perSecond == 0 ? Load.IDLE : Load.rate(perSecond);
            experiment.drive(settings.warmUpSeconds(), load);
            Figures measured = experiment.measure(windowSeconds(settings), load, tally);
            double seconds = windowSeconds(settings);
            double bytes = tally.wireBytes() + tally.sentBytes();
            measured.put(CPU_RATE, measured.get("server_cores") * 1e3)
                    .put(REQUESTS, 0)
                    .put(BYTES, bytes / seconds)
                    .put(Figures.WIRE, tally.events() == 0 ? Double.NaN : bytes / tally.events())
                    .put(HEAP, (full.heap() - empty.heap()) / 1024.0 / all.size());
            return experiment.check(all, measured);
        }
    }
}
