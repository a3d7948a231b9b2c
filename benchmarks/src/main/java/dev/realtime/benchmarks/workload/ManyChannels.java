package dev.realtime.benchmarks.workload;

import dev.realtime.benchmarks.load.Client;
import dev.realtime.benchmarks.load.Load;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Many channels with two clients each, at a fixed total rate (W7), and the heap of a channel without its clients. There are always as
 * many connections, and each gets as many events; only how many channels those are spread over differs.
 *
 * @param channels how many
 */
public record ManyChannels(int channels) implements Workload {
    private static final int GROUPS =
            100; // of channels that have the same clients; a connection has 128 channels at most
    private static final int CLIENTS = 2;
    private static final double PER_SECOND = 5_000;
    private static final int WARM_UP = 2; // times as long as elsewhere: few events take long to warm up the code
    private static final String HEAP = "idle_channel_heap_kb";

    @Override
    public String name() {
        return "W7@" + channels;
    }

    @Override
    public String title() {
        return channels + " channels with " + CLIENTS + " clients each, 5,000 events a second in all";
    }

    @Override
    public List<String> columns() {
        return List.of(Figures.CPU, HEAP, Figures.RATE, Figures.P50, Figures.P99, Figures.BATCH);
    }

    @Override
    public Figures run(Subject subject, Settings settings) throws Exception {
        int all = settings.scaled(channels);
        int groups = Math.min(GROUPS, all);
        int each = all / groups;
        Tally tally = new Tally();
        Experiment.Needs needs = new Experiment.Needs(200, groups * each, true, List.of());
        try (Experiment experiment = Experiment.start(subject, needs, settings)) {
            warmUp(experiment, groups, each);
            double none = heap(experiment);
            List<Client> clients = new ArrayList<>(connect(experiment, tally, groups, each));
            double one = heap(experiment);
            clients.addAll(connect(experiment, tally, groups, each));
            double two = heap(experiment);
            double heap = one - none - (two - one);
            Load load = Load.rate(PER_SECOND);
            experiment.drive(settings.warmUpSeconds() * WARM_UP, load);
            Figures figures = experiment.measure(settings.windowSeconds(), load, tally);
            int more = groups * (each - 1);
            if (more > 0) {
                figures.put(HEAP, heap / 1024.0 / more);
            }
            return experiment.check(clients, figures);
        }
    }

    /** Connects and cuts, so that what is needed once does not count: classes, threads, one channel of each group. */
    private static void warmUp(Experiment experiment, int groups, int each) throws IOException {
        List<Client> clients = experiment.connect(groups, new Tally(), number -> seat(number, groups, each, 1));
        clients.forEach(Client::cut);
        experiment.drive(5, Load.IDLE);
    }

    /** One client more for each channel. The second one brings no channels: its share is taken off, so that only those are left. */
    private static List<Client> connect(Experiment experiment, Tally tally, int groups, int each) throws IOException {
        return experiment.connect(groups, tally, number -> seat(number, groups, each, each));
    }

    private static double heap(Experiment experiment) throws IOException {
        return experiment.control().memory().heap();
    }

    private static Seat seat(int number, int groups, int each, int channels) {
        return new Seat(number, number % groups * each, channels);
    }
}
