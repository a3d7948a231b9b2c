package dev.realtime.benchmarks.workload;

import dev.realtime.benchmarks.load.Client;
import dev.realtime.benchmarks.load.Load;
import dev.realtime.benchmarks.load.Pace;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One client in ten reads slowly (W6): what that does to the others. First without the slow ones, then with them, in the same process.
 *
 * @param connections how many, the slow ones included
 */
public record SlowReaders(int connections) implements Workload {
    private static final String WITH = "p99_with_slow_ms";
    private static final String WITHOUT = "p99_without_ms";
    private static final int SIZE = 4_096;
    private static final double PER_SECOND = 200;
    private static final Pace SLOW = new Pace(2_048);

    @Override
    public String name() {
        return "W6";
    }

    @Override
    public String title() {
        return connections + " connections, 4 KB, 200 events a second; one in ten reads 2 KB a second";
    }

    @Override
    public List<String> columns() {
        return List.of(WITH, WITHOUT, "slowdown", Figures.CPU, "slow_events", "slow_gaps", "slow_cut");
    }

    @Override
    public Figures run(Subject subject, Settings settings) throws Exception {
        Tally healthy = new Tally();
        Tally slow = new Tally();
        try (Experiment experiment = Experiment.start(subject, Experiment.Needs.size(SIZE), settings)) {
            int all = settings.scaled(connections);
            List<Client> good = experiment.connect(all - all / 10, healthy, Seat::of);
            Load load = Load.rate(PER_SECOND);
            experiment.drive(settings.warmUpSeconds(), load);
            double without =
                    experiment.measure(settings.windowSeconds(), load, healthy).get(Figures.P99);
            List<Client> bad = slowOnes(experiment, all / 10, slow);
            experiment.drive(settings.warmUpSeconds() * 2, load); // until the sockets are full
            Figures measured = experiment.measure(settings.windowSeconds(), load, healthy);
            long cut = experiment.swarm().losses().size();
            Figures figures = new Figures()
                    .put(WITH, measured.get(Figures.P99))
                    .put(WITHOUT, without)
                    .put("slowdown", measured.get(Figures.P99) / without)
                    .put(Figures.CPU, measured.get(Figures.CPU))
                    .count("slow_events", slow.events())
                    .count("slow_gaps", gaps(bad))
                    .count("slow_cut", cut)
                    .put(Figures.FOREIGN, measured.get(Figures.FOREIGN));
            bad.forEach(Client::cut);
            experiment.check(good, figures);
            return figures.put(Figures.CUT, figures.get(Figures.CUT) - cut);
        }
    }

    private static List<Client> slowOnes(Experiment experiment, int count, Tally tally) throws IOException {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Seat seat = Seat.of(experiment.swarm().clients().size());
            Client client = experiment.swarm().add(seat, tally, SLOW);
            client.connect();
            clients.add(client);
        }
        return clients;
    }

    private static long gaps(List<Client> clients) {
        return clients.stream().mapToLong(client -> client.ledger().gaps()).sum();
    }
}
