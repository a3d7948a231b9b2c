package dev.realtime.benchmarks.workload;

import dev.realtime.benchmarks.load.Client;
import dev.realtime.benchmarks.load.Load;
import dev.realtime.benchmarks.load.Seat;
import dev.realtime.benchmarks.load.Tally;
import dev.realtime.client.ConnectionState;
import dev.realtime.client.RealtimeClient;
import dev.realtime.client.ReceivedEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * From an HTTP POST of an application to the callbacks of the Java client (W9). Some clients are real ones, the rest are the load client's.
 *
 * @param connections how many, the real ones included
 * @param real how many are real ones
 */
public record PostToCallback(int connections, int real) implements Workload {
    private static final String MEAN = "mean_ms";
    private static final double PER_SECOND = 50;
    private static final long MOST_MICROS = 600_000_000;

    @Override
    public String name() {
        return "W9";
    }

    @Override
    public String title() {
        return "HTTP POST to the callback of the Java client: " + connections + " clients, " + real
                + " of them real; 50 posts a second";
    }

    @Override
    public List<String> columns() {
        return List.of(MEAN, "p95_ms", Figures.P99, "load_p99_ms", "post_ms");
    }

    @Override
    public Figures run(Subject subject, Settings settings) throws Exception {
        Tally tally = new Tally();
        int clients = settings.scaled(connections);
        int callbacks = Math.min(clients, real);
        Recorder latency = new Recorder(MOST_MICROS, 3);
        try (Experiment experiment = Experiment.start(subject, Experiment.Needs.size(200), settings)) {
            List<Client> others = experiment.connect(clients - callbacks, tally, Seat::of);
            List<RealtimeClient> realClients = new ArrayList<>();
            try (Poster poster = new Poster(experiment.address(), PER_SECOND)) {
                start(realClients, callbacks, experiment.address(), latency);
                poster.start();
                experiment.drive(settings.warmUpSeconds(), Load.IDLE);
                latency.reset();
                tally.reset();
                poster.meanMillis();
                experiment.drive(settings.windowSeconds(), Load.IDLE);
                Figures figures = figures(latency.getIntervalHistogram(), tally, poster);
                experiment.publisher().onPublished(poster.stop());
                return experiment.check(others, figures);
            } finally {
                realClients.forEach(RealtimeClient::close);
            }
        }
    }

    private static Figures figures(Histogram callbacks, Tally tally, Poster poster) {
        return new Figures()
                .put(MEAN, callbacks.getMean() / 1e3)
                .put("p95_ms", callbacks.getValueAtPercentile(95) / 1e3)
                .put(Figures.P99, callbacks.getValueAtPercentile(99) / 1e3)
                .put("load_p99_ms", tally.percentileMillis(99))
                .put("post_ms", poster.meanMillis())
                .count("callbacks", callbacks.getTotalCount());
    }

    private static void start(List<RealtimeClient> clients, int count, InetSocketAddress address, Recorder latency)
            throws InterruptedException, IOException {
        URI stream = URI.create("ws://127.0.0.1:" + address.getPort() + "/v2/realtime/stream");
        CountDownLatch live = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            String token = "bench:real" + i;
            RealtimeClient client = RealtimeClient.builder(stream)
                    .token(() -> token)
                    .on("s0", event -> onEvent(event, latency))
                    .onState(state -> {
                        if (state instanceof ConnectionState.Open) {
                            live.countDown();
                        }
                    })
                    .build();
            clients.add(client);
            client.start();
        }
        if (!live.await(30, TimeUnit.SECONDS)) {
            throw new IOException("the real clients did not connect");
        }
    }

    private static void onEvent(ReceivedEvent event, Recorder latency) {
        long micros = (System.nanoTime() - event.data().path("t").asLong()) / 1_000;
        latency.recordValue(Math.min(Math.max(0, micros), MOST_MICROS));
    }
}
