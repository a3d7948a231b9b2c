package dev.realtime.benchmarks.workload;

import dev.realtime.benchmarks.load.Client;
import dev.realtime.benchmarks.load.CpuTimes;
import dev.realtime.benchmarks.load.Load;
import dev.realtime.benchmarks.load.Pace;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Many clients come back at once, each after the same missed events, while others stay and events go on (W5). For a server that cannot
 * resume, new clients come instead, and it sends them as many events of the past.
 *
 * @param returning how many come at once
 * @param staying how many stay
 * @param missed how many events those have missed
 * @param resumes whether clients of this server come back with positions
 */
public record ResumeStorm(int returning, int staying, int missed, boolean resumes) implements Workload {
    private static final String LIVE = "all_live_ms";
    private static final double PER_SECOND = 50;
    private static final double MISSED_PER_SECOND = 1_000;
    private static final int PATIENCE_SECONDS = 120;

    @Override
    public String name() {
        return "W5";
    }

    @Override
    public String title() {
        return returning + " clients come back at once after " + missed + " missed events each; " + staying
                + " others stay; 50 events a second go on";
    }

    @Override
    public List<String> columns() {
        return List.of(LIVE, "half_live_ms", "p99_before_ms", "p99_storm_ms", "storm_cpu_s", "storm_kb");
    }

    @Override
    public Figures run(Subject subject, Settings settings) throws Exception {
        List<String> more = resumes
                ? List.of("--retention-count", Integer.toString(missed * 5))
                : List.of("--replay", Integer.toString(missed));
        Tally others = new Tally();
        Tally stormers = new Tally();
        try (Experiment experiment = Experiment.start(subject, new Experiment.Needs(200, 1, false, more), settings)) {
            List<Client> all = new ArrayList<>(experiment.connect(settings.scaled(staying), others, Seat::of));
            int stayed = all.size();
            all.addAll(resumes ? leave(experiment, settings, stormers) : List.of());
            experiment.publisher().receivers(stayed);
            experiment.drive(settings.warmUpSeconds(), Load.rate(PER_SECOND));
            miss(experiment, settings);
            Load load = Load.rate(PER_SECOND);
            others.reset();
            experiment.drive(settings.windowSeconds(), load);
            Figures figures = new Figures().put("p99_before_ms", others.percentileMillis(99));
            all.addAll(resumes ? List.of() : newcomers(experiment, settings, stormers));
            others.reset();
            stormers.reset();
            storm(experiment, all.subList(stayed, all.size()), load, figures);
            figures.put("p99_storm_ms", others.percentileMillis(99))
                    .put("storm_kb", stormers.wireBytes() / 1024.0 / (all.size() - stayed));
            experiment.drive(1, load);
            return experiment.check(all, figures);
        }
    }

    /** Clients connect, hear a little, and go. */
    private List<Client> leave(Experiment experiment, Settings settings, Tally tally) throws IOException {
        List<Client> clients = experiment.connect(settings.scaled(returning), tally, Seat::of);
        experiment.drive(0.5, Load.rate(PER_SECOND));
        experiment
                .swarm()
                .await(() -> clients.stream().allMatch(client -> client.ledger().has(10)), 10);
        clients.forEach(Client::cut);
        experiment.drive(1, Load.IDLE);
        return clients;
    }

    private List<Client> newcomers(Experiment experiment, Settings settings, Tally tally) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < settings.scaled(returning); i++) {
            Seat seat = Seat.of(experiment.swarm().clients().size());
            clients.add(experiment.swarm().add(seat, tally, Pace.AT_WILL));
        }
        return clients;
    }

    /** Publishes what will have been missed, but for what the window before the storm adds. */
    private void miss(Experiment experiment, Settings settings) throws IOException {
        double later = (settings.warmUpSeconds() + settings.windowSeconds()) * PER_SECOND;
        experiment.drive(Math.max(0, missed - later) / MISSED_PER_SECOND, Load.rate(MISSED_PER_SECOND));
        experiment.drive(0.5, Load.IDLE);
    }

    private static void storm(Experiment experiment, List<Client> storm, Load load, Figures figures)
            throws IOException {
        long goal = experiment.publisher().published();
        CpuTimes before = experiment.cpu();
        long start = System.nanoTime();
        for (Client client : storm) {
            client.connect();
        }
        double half = 0;
        List<Client> behind = new ArrayList<>(storm);
        while (!behind.isEmpty() && seconds(start) < PATIENCE_SECONDS) {
            experiment.step(load);
            behind.removeIf(client -> client.ledger().last() >= goal);
            if (half == 0 && behind.size() <= storm.size() / 2) {
                half = seconds(start);
            }
        }
        figures.put(LIVE, seconds(start) * 1e3)
                .put("half_live_ms", half * 1e3)
                .put("storm_cpu_s", experiment.cpu().since(before).server());
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
