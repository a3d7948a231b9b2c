package dev.realtime.benchmarks.workload;

import dev.realtime.benchmarks.load.Client;
import dev.realtime.benchmarks.load.Control;
import dev.realtime.benchmarks.load.CpuTimes;
import dev.realtime.benchmarks.load.Ledger;
import dev.realtime.benchmarks.load.Load;
import dev.realtime.benchmarks.load.Pace;
import dev.realtime.benchmarks.load.Publisher;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Swarm;
import dev.realtime.benchmarks.load.Tally;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** One run: a new server process, its clients, and who has events published. One thread. */
public final class Experiment implements AutoCloseable {
    private static final int SECONDS_TO_DRAIN = 30;

    private final ServerProcess server;
    private final Control control;
    private final Swarm swarm;
    private final Publisher publisher;
    private long longestStep; // of the last drive, nanoseconds

    private Experiment(ServerProcess server, Control control, Swarm swarm) {
        this.server = server;
        this.control = control;
        this.swarm = swarm;
        this.publisher = new Publisher(control, swarm);
    }

    /**
     * What a run needs of its server.
     *
     * @param size bytes of a payload
     * @param channels to publish to, in turn
     * @param memory whether memory is measured
     * @param more options, for this subject
     */
    record Needs(int size, int channels, boolean memory, List<String> more) {
        static Needs size(int bytes) {
            return new Needs(bytes, 1, false, List.of());
        }

        private List<String> options() {
            List<String> options = new ArrayList<>(List.of("--size", Integer.toString(size)));
            options.addAll(List.of("--channels", Integer.toString(channels)));
            options.addAll(more);
            return options;
        }
    }

    /** Starts the server. */
    static Experiment start(Subject subject, Needs needs, Settings settings) throws IOException, InterruptedException {
        ServerProcess server = ServerProcess.start(subject, needs.options(), needs.memory(), settings.logs());
        Control control = new Control(server.controlPort());
        return new Experiment(server, control, new Swarm(subject.dialect(), server.address(), needs.channels()));
    }

    /** Connects clients that read at will, and waits until they are subscribed. */
    List<Client> connect(int clients, Tally tally, IntFunction<Seat> seats) throws IOException {
        List<Client> added = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            added.add(swarm.add(seats.apply(swarm.clients().size()), tally, Pace.AT_WILL));
        }
        swarm.connect(added);
        added.forEach(client -> client.ledger().expectAfter(publisher.published()));
        return added;
    }

    /** Publishes and receives for a time. */
    void drive(double seconds, Load load) throws IOException {
        long now = System.nanoTime();
        long end = now + (long) (seconds * 1e9);
        longestStep = 0;
        while (now - end < 0) {
            step(load);
            long next = System.nanoTime();
            longestStep = Math.max(longestStep, next - now);
            now = next;
        }
    }

    /** Publishes what is due and receives what has come. */
    void step(Load load) throws IOException {
        load.tick(publisher);
        swarm.sweep();
        control.pump();
    }

    /** Publishes and receives for a time, and says what that cost and brought. */
    Figures measure(double seconds, Load load, Tally tally) throws IOException {
        tally.reset();
        long before = swarm.delivered();
        long distinct = swarm.distinctMessages();
        CpuTimes start = CpuTimes.read(server.pid());
        drive(seconds, load);
        CpuTimes used = CpuTimes.read(server.pid()).since(start);
        long delivered = swarm.delivered() - before;
        Figures figures = new Figures();
        return figures.put(Figures.CPU, used.server() * 1e6 / Math.max(1, delivered))
                .put(Figures.RATE, delivered / used.seconds())
                .put(Figures.P50, tally.percentileMillis(50))
                .put(Figures.P99, tally.percentileMillis(99))
                .put(Figures.BATCH, (double) tally.events() / Math.max(1, tally.messages()))
                .put(Figures.SHARED, (double) tally.messages() / Math.max(1, swarm.distinctMessages() - distinct))
                .put(Figures.WIRE, (double) tally.wireBytes() / Math.max(1, tally.events()))
                .put("server_cores", used.server() / used.seconds())
                .put(Figures.CLIENT, used.client() / used.seconds())
                .put(Figures.FOREIGN, used.foreignCores())
                .put(Figures.STALL, longestStep / 1e6);
    }

    /** Waits until these clients have everything, and adds whether it was right. */
    Figures check(List<Client> clients, Figures figures) throws IOException {
        long published = publisher.published();
        swarm.await(
                () -> {
                    pump();
                    return clients.stream().allMatch(client -> client.ledger().has(published));
                },
                SECONDS_TO_DRAIN);
        long missing = 0;
        long duplicates = 0;
        long disorder = 0;
        long gaps = 0;
        for (Client client : clients) {
            Ledger ledger = client.ledger();
            missing += ledger.missing() + ledger.lacking(published);
            duplicates += ledger.duplicates();
            disorder += ledger.disorder();
            gaps += ledger.gaps();
        }
        swarm.losses().stream().limit(3).forEach(loss -> System.err.println("  " + loss));
        return figures.count(Figures.PUBLISHED, published)
                .count(Figures.MISSING, missing)
                .count(Figures.DUPLICATES, duplicates)
                .count(Figures.DISORDER, disorder)
                .count(Figures.GAPS, gaps)
                .count(Figures.CUT, swarm.losses().size());
    }

    private void pump() {
        try {
            control.pump();
        } catch (IOException e) {
            throw new IllegalStateException("the control connection is gone", e);
        }
    }

    /** Processor time so far. */
    CpuTimes cpu() throws IOException {
        return CpuTimes.read(server.pid());
    }

    InetSocketAddress address() {
        return server.address();
    }

    Control control() {
        return control;
    }

    Swarm swarm() {
        return swarm;
    }

    Publisher publisher() {
        return publisher;
    }

    @Override
    public void close() throws IOException {
        try {
            swarm.close();
            control.close();
        } finally {
            server.close();
        }
    }
}
