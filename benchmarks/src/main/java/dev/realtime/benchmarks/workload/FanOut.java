package dev.realtime.benchmarks.workload;

import dev.realtime.benchmarks.load.Client;
import dev.realtime.benchmarks.load.Load;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Tally;
import java.util.List;

/**
 * One channel, many clients that all read it (W1, W2, W3 and growth).
 *
 * @param name in tables and options
 * @param title in one line
 * @param connections how many
 * @param size bytes of a payload
 * @param perSecond events a second, or 0 for as many as the server can
 */
public record FanOut(String name, String title, int connections, int size, double perSecond) implements Workload {
    @Override
    public Figures run(Subject subject, Settings settings) throws Exception {
        Tally tally = new Tally();
        try (Experiment experiment = Experiment.start(subject, Experiment.Needs.size(size), settings)) {
            List<Client> clients = experiment.connect(settings.scaled(connections), tally, Seat::of);
            experiment.publisher().receivers(clients.size());
            Load load = perSecond == 0 ? Load.saturating(subject.underWay()) : Load.rate(perSecond);
            experiment.drive(settings.warmUpSeconds(), load);
            Figures figures = experiment.measure(settings.windowSeconds(), load, tally);
            return experiment.check(clients, figures);
        }
    }
}
