package dev.realtime.benchmarks.workload;

import dev.realtime.benchmarks.load.Client;
import dev.realtime.benchmarks.load.Load;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Tally;
import java.nio.file.Files;
import java.util.List;

/**
 * One channel, many clients that all read it (W1, W2, W3, W8 and growth). Where there are more connections than usual, all takes longer.
 *
 * @param name in tables and options
 * @param title in one line
 * @param connections how many
 * @param size bytes of a payload, or 0 for bookings
 * @param perSecond events a second, or 0 for as many as the server can
 */
public record FanOut(String name, String title, int connections, int size, double perSecond) implements Workload {
    private static final double MANY = 2_000; // connections
    private static final double RARE_WARM_UP = 4; // times as long: few events take long to warm up the code

    @Override
    public List<String> columns() {
        return List.of(
                size == 0 ? Figures.WIRE : Figures.CPU,
                size == 0 ? Figures.CPU : Figures.WIRE,
                Figures.RATE,
                Figures.P50,
                Figures.P99,
                Figures.BATCH,
                Figures.SHARED);
    }

    @Override
    public String obstacle(Settings settings) {
        return size > 0 || Files.exists(settings.bookings()) ? "" : "there is no file " + settings.bookings();
    }

    @Override
    public Figures run(Subject subject, Settings settings) throws Exception {
        Tally tally = new Tally();
        try (Experiment experiment = Experiment.start(subject, needs(settings), settings)) {
            List<Client> clients = experiment.connect(settings.scaled(connections), tally, Seat::of);
            experiment.publisher().receivers(clients.size());
            Load load = perSecond == 0 ? Load.saturating(subject.underWay()) : Load.rate(perSecond);
            double patience = Math.max(1, connections / MANY);
            experiment.drive(settings.warmUpSeconds() * Math.max(patience, isRare() ? RARE_WARM_UP : 1), load);
            Figures figures = experiment.measure(settings.windowSeconds() * patience, load, tally);
            if (perSecond > 0) {
                figures.put(Figures.SUSTAINED, figures.get(Figures.RATE) / perSecond / clients.size());
            }
            return experiment.check(clients, figures);
        }
    }

    private boolean isRare() {
        return perSecond > 0 && perSecond <= 50;
    }

    private Experiment.Needs needs(Settings settings) {
        return size > 0
                ? Experiment.Needs.size(size)
                : new Experiment.Needs(
                        200, 1, false, List.of("--bookings", settings.bookings().toString()));
    }
}
