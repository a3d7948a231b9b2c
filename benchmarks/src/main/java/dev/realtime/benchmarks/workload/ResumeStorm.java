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
 * resume, new clients come instead, and it sends them as many events of the past. There are several storms; the first ones rehearse:
 * they find the code of a server that has just started, whose compiler would take half of the machine. Of the others the medians count, and
 * the latencies of all together, since a storm has only some forty events. Normal is when everybody is connected.
 *
 * @param returning how many come at once
 * @param staying how many stay
 * @param missed how many events those have missed
 * @param resumes whether clients of this server come back with positions
 */
public record ResumeStorm(int returning, int staying, int missed, boolean resumes) implements Workload {
    private static final String LIVE = "all_live_ms";
    private static final String NORMAL = "p99_normal_ms";
    private static final String DURING = "p99_storm_ms";
    private static final int REHEARSALS = 20;
    private static final int STORMS = REHEARSALS + 7;
    private static final double CALM_SECONDS = 0.5;
    private static final double PER_SECOND = 50;
    private static final double MISSED_PER_SECOND = 1_000;

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
        return List.of(LIVE, "half_live_ms", NORMAL, DURING, "storm_cpu_s", "storm_kb", Figures.STALL);
    }

    @Override
    public Figures run(Subject subject, Settings settings) throws Exception {
        List<String> more = resumes
                ? List.of("--retention-count", Integer.toString(missed * 5))
                : List.of("--replay", Integer.toString(missed));
        Tally others = new Tally();
        Tally stormers = new Tally();
        Tally normal = new Tally();
        Tally during = new Tally();
        List<Figures> storms = new ArrayList<>();
        try (Experiment experiment = Experiment.start(subject, new Experiment.Needs(200, 1, false, more), settings);
                Swarm outside = new Swarm(subject.dialect(), experiment.address(), 1)) {
            List<Client> stayed = experiment.connect(settings.scaled(staying), others, Seat::of);
            experiment.publisher().receivers(stayed.size());
            List<Client> storm = newcomers(outside, settings, stormers);
            outside.connect(storm);
            for (int i = 0; i < STORMS; i++) {
                boolean counts = i >= REHEARSALS;
                live(experiment, outside, i == 0 ? settings.warmUpSeconds() : counts ? CALM_SECONDS : 0.1);
                others.reset();
                live(experiment, outside, counts ? settings.windowSeconds() / 3 : 0.1);
                count(i, others, normal);
                storm.forEach(Client::cut);
                storm = resumes ? storm : newcomers(outside, settings, stormers);
                miss(experiment, counts ? MISSED_PER_SECOND : 10 * MISSED_PER_SECOND);
                others.reset();
                stormers.reset();
                storms.add(storm(
                                experiment,
                                new Storm(outside, storm, experiment.publisher().published()))
                        .put("storm_kb", stormers.wireBytes() / 1024.0 / storm.size()));
                count(i, others, during);
            }
            live(experiment, outside, CALM_SECONDS);
            settle(experiment, outside, storm);
            List<Client> all = new ArrayList<>(stayed);
            all.addAll(storm);
            Figures figures = medians(storms.subList(REHEARSALS, STORMS))
                    .put(NORMAL, normal.percentileMillis(99))
                    .put(DURING, during.percentileMillis(99));
            return experiment
                    .check(all, figures)
                    .count(Figures.CUT, outside.losses().size());
        }
    }

    private static void count(int storm, Tally one, Tally all) {
        if (storm >= REHEARSALS) {
            all.add(one);
        }
    }

    private List<Client> newcomers(Swarm outside, Settings settings, Tally tally) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < settings.scaled(returning); i++) {
            clients.add(outside.add(Seat.of(staying + i), tally, Pace.AT_WILL));
        }
        return clients;
    }

    /** Publishes what is missed, while the others stay. */
    private void miss(Experiment experiment, double perSecond) throws IOException {
        experiment.drive(0.2, Load.IDLE);
        experiment.drive(missed / perSecond, Load.rate(perSecond));
        experiment.drive(0.2, Load.IDLE);
    }

    /** Ordinary operation for a time; everybody reads. */
    private static void live(Experiment experiment, Swarm outside, double seconds)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        during(experiment, new Reader(() -> {
            while (System.nanoTime() - end < 0) {
                outside.sweep();
            }
        }));
    }

    private static Figures storm(Experiment experiment, Storm storm) throws IOException, InterruptedException {
        CpuTimes before = experiment.cpu();
        double stall = during(experiment, new Reader(storm::rage));
        return new Figures()
                .put(LIVE, storm.all * 1e3)
                .put("half_live_ms", storm.half * 1e3)
                .put(Figures.STALL, stall)
                .put("storm_cpu_s", experiment.cpu().since(before).server());
    }

    /** Events go on while something else is done; gives the longest time in which nobody looked, in milliseconds. */
    private static double during(Experiment experiment, Reader reader) throws IOException, InterruptedException {
        Load load = Load.rate(PER_SECOND);
        Thread thread = new Thread(reader, "outside");
        thread.start();
        double longest = 0;
        while (thread.isAlive()) {
            long before = System.nanoTime();
            experiment.step(load);
            longest = Math.max(longest, (System.nanoTime() - before) / 1e6);
        }
        thread.join();
        if (reader.failure != null) {
            throw reader.failure;
        }
        return longest;
    }

    /** Has everybody receive what was published. */
    private static void settle(Experiment experiment, Swarm outside, List<Client> storm) throws IOException {
        experiment.drive(0.5, Load.IDLE);
        long published = experiment.publisher().published();
        outside.await(() -> storm.stream().allMatch(client -> client.ledger().has(published)), 30);
    }

    private static Figures medians(List<Figures> storms) {
        Figures medians = new Figures();
        for (String name : storms.get(0).all().keySet()) {
            double[] sorted =
                    storms.stream().mapToDouble(each -> each.get(name)).sorted().toArray();
            medians.put(name, sorted[sorted.length / 2]);
        }
        return medians;
    }

    /** Does what may fail, in a thread of its own: what some read must not keep the others from their sockets. */
    private static final class Reader implements Runnable {
        /** What may fail. */
        private interface Task {
            void run() throws IOException;
        }

        private final Task task;
        private volatile @Nullable IOException failure;

        Reader(Task task) {
            this.task = task;
        }

        @Override
        public void run() {
            try {
                task.run();
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    /** Those who come at once. */
    private static final class Storm {
        private static final int PATIENCE_SECONDS = 120;

        private final Swarm swarm;
        private final List<Client> behind;
        private final int size;
        private final long goal;
        private double half;
        private double all;

        Storm(Swarm swarm, List<Client> clients, long goal) {
            this.swarm = swarm;
            this.behind = new ArrayList<>(clients);
            this.size = clients.size();
            this.goal = goal;
        }

        void rage() throws IOException {
            long start = System.nanoTime();
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

        private static double seconds(long start) {
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
