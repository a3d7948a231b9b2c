package dev.realtime.benchmarks.workload;

import dev.realtime.benchmarks.load.Client;
import dev.realtime.benchmarks.load.CpuTimes;
import dev.realtime.benchmarks.load.Load;
import dev.realtime.benchmarks.load.Pace;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Swarm;
import dev.realtime.benchmarks.load.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        return List.of(LIVE, "half_live_ms", "p99_before_ms", "p99_storm_ms", "storm_cpu_s", "storm_kb", Figures.STALL);
    }

    @Override
    public Figures run(Subject subject, Settings settings) throws Exception {
        List<String> more = resumes
                ? List.of("--retention-count", Integer.toString(missed * 5))
                : List.of("--replay", Integer.toString(missed));
        Tally others = new Tally();
        Tally stormers = new Tally();
        try (Experiment experiment = Experiment.start(subject, new Experiment.Needs(200, 1, false, more), settings);
                Swarm outside = new Swarm(subject.dialect(), experiment.address(), 1)) {
            List<Client> stayed = experiment.connect(settings.scaled(staying), others, Seat::of);
            List<Client> storm = newcomers(outside, settings, stormers);
            if (resumes) {
                leave(experiment, outside, storm);
            }
            experiment.publisher().receivers(stayed.size());
            experiment.drive(settings.warmUpSeconds(), Load.rate(PER_SECOND));
            miss(experiment, settings);
            Load load = Load.rate(PER_SECOND);
            others.reset();
            experiment.drive(settings.windowSeconds(), load);
            Figures figures = new Figures().put("p99_before_ms", others.percentileMillis(99));
            others.reset();
            stormers.reset();
            storm(experiment, new Storm(outside, storm, experiment.publisher().published()), load, figures);
            figures.put("p99_storm_ms", others.percentileMillis(99))
                    .put("storm_kb", stormers.wireBytes() / 1024.0 / storm.size());
            settle(experiment, outside, storm);
            List<Client> all = new ArrayList<>(stayed);
            all.addAll(storm);
            return experiment
                    .check(all, figures)
                    .count(Figures.CUT, outside.losses().size());
        }
    }

    /** Those who come at once, in a thread of their own: what they read must not keep the others from their sockets. */
    private static final class Storm implements Runnable {
        private final Swarm swarm;
        private final List<Client> behind;
        private final int size;
        private final long goal;
        private double half;
        private double all;
        private @Nullable IOException failure;

        Storm(Swarm swarm, List<Client> clients, long goal) {
            this.swarm = swarm;
            this.behind = new ArrayList<>(clients);
            this.size = clients.size();
            this.goal = goal;
        }

        @Override
        public void run() {
            try {
                rage(System.nanoTime());
            } catch (IOException e) {
                failure = e;
            }
        }

        private void rage(long start) throws IOException {
            for (Client client : behind) {
                client.connect();
            }
            while (!behind.isEmpty() && seconds(start) < PATIENCE_SECONDS) {
                swarm.sweep();
                behind.removeIf(client -> client.ledger().last() >= goal);
                if (half == 0 && behind.size() <= size / 2) {
                    half = seconds(start);
                }
            }
            all = seconds(start);
        }
    }

    private List<Client> newcomers(Swarm outside, Settings settings, Tally tally) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < settings.scaled(returning); i++) {
            clients.add(outside.add(Seat.of(staying + i), tally, Pace.AT_WILL));
        }
        return clients;
    }

    /** Clients connect, hear a little, and go. */
    private static void leave(Experiment experiment, Swarm outside, List<Client> clients) throws IOException {
        outside.connect(clients);
        clients.forEach(
                client -> client.ledger().expectAfter(experiment.publisher().published()));
        experiment.drive(0.5, Load.rate(PER_SECOND));
        outside.await(() -> clients.stream().allMatch(client -> client.ledger().has(10)), 10);
        clients.forEach(Client::cut);
        experiment.drive(1, Load.IDLE);
    }

    /** Publishes what will have been missed, but for what the window before the storm adds. */
    private void miss(Experiment experiment, Settings settings) throws IOException {
        double later = (settings.warmUpSeconds() + settings.windowSeconds()) * PER_SECOND;
        experiment.drive(Math.max(0, missed - later) / MISSED_PER_SECOND, Load.rate(MISSED_PER_SECOND));
        experiment.drive(0.5, Load.IDLE);
    }

    private static void storm(Experiment experiment, Storm storm, Load load, Figures figures)
            throws IOException, InterruptedException {
        CpuTimes before = experiment.cpu();
        Thread thread = new Thread(storm, "storm");
        thread.start();
        long longest = 0;
        long now = System.nanoTime();
        while (thread.isAlive()) {
            experiment.step(load);
            long next = System.nanoTime();
            longest = Math.max(longest, next - now);
            now = next;
        }
        thread.join();
        if (storm.failure != null) {
            throw storm.failure;
        }
        figures.put(LIVE, storm.all * 1e3)
                .put(Figures.STALL, longest / 1e6)
                .put("half_live_ms", storm.half * 1e3)
                .put("storm_cpu_s", experiment.cpu().since(before).server());
    }

    /** Has everybody receive what was published meanwhile. */
    private static void settle(Experiment experiment, Swarm outside, List<Client> storm) throws IOException {
        experiment.drive(0.5, Load.IDLE);
        long published = experiment.publisher().published();
        outside.await(() -> storm.stream().allMatch(client -> client.ledger().has(published)), 30);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
