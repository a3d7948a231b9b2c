package dev.realtime.tests.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.jakarta.Container;
import dev.realtime.jakarta.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A quiet service beside a saturated one on the same connection (F1.16), compared with the same quiet service on connections of its
 * own, at the same time: so both have the same machine. Each phase is repeated; it prints the medians, for the notes.
 */
@Tag("stress")
class QuietServiceStressTest {
    private static final int CLIENTS = 10; // as many as a user may have
    private static final int PHASES = 5;
    private static final int ON_THE_WAY = 500; // events of the saturated service: some 130 KB
    private static final Duration PHASE = Duration.ofSeconds(6);
    private static final String TEXT = "x".repeat(200);
    private static final String HANDSHAKE = "{\"services\":[%s],\"version\":1,\"encodings\":[\"binary\"]}";

    @ParameterizedTest
    @EnumSource
    void a_quiet_service_does_not_wait_for_a_saturated_one(Container.Kind kind) throws Exception {
        try (StressServer server = new StressServer(kind, builder -> builder)) {
            List<Reader> alone = readers(server, "alone", "\"quiet\"");
            List<Reader> beside = readers(server, "beside", "\"quiet\",\"saturated\"");
            phase(server, beside, Duration.ofSeconds(10)); // warms up
            take(alone);
            take(beside);
            List<Double> idles = new ArrayList<>();
            List<Double> alones = new ArrayList<>();
            List<Double> besides = new ArrayList<>();
            long saturated = 0;
            for (int i = 0; i < PHASES; i++) {
                quiet(server, PHASE);
                idles.add(p99(take(alone)));
                take(beside);
                saturated += phase(server, beside, PHASE);
                alones.add(p99(take(alone)));
                besides.add(p99(take(beside)));
            }
            double ratio = median(besides) / median(alones);
            System.out.printf(
                    "%s: p99 of the quiet service, median of %d phases: %.2f ms on an idle server; while another service is"
                            + " saturated (%d events a second, %d batches): %.2f ms alone on its connections, %.2f ms beside it,"
                            + " ratio %.2f; alone %s, beside %s%n",
                    kind,
                    PHASES,
                    median(idles),
                    saturated / PHASES / PHASE.toSeconds(),
                    server.realtime.metrics().delivery().batches(),
                    median(alones),
                    median(besides),
                    ratio,
                    alones,
                    besides);
            assertEquals(0, server.realtime.metrics().delivery().gaps());
            for (Reader reader : alone) {
                reader.close();
            }
            for (Reader reader : beside) {
                reader.close();
            }
        }
    }

    private static List<Reader> readers(StressServer server, String user, String services) throws IOException {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            RawClient client = RawClient.connect(server.port(), "acme." + user);
            readers.add(new Reader(client, HANDSHAKE.formatted(services)));
        }
        return readers;
    }

    /** The saturated service as fast as its clients take it, the quiet one 50 times a second; gives the former's events. */
    private static long phase(StressServer server, List<Reader> readers, Duration time) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong published = new AtomicLong();
        Thread publisher = new Thread(() -> {
            Channel saturated = Channel.of("acme", "saturated");
            while (!stop.get()) {
                long seq = server.realtime
                        .publish(saturated, Event.of("n", TEXT))
                        .toCompletableFuture()
                        .join()
                        .seq();
                if (published.incrementAndGet() % 50 == 0) {
                    awaitReaders(readers, seq);
                }
            }
        });
        publisher.start();
        quiet(server, time);
        stop.set(true);
        publisher.join();
        return published.get();
    }

    /** What the sockets have taken cannot be overtaken: so not more than some messages are on their way to anybody. */
    private static void awaitReaders(List<Reader> readers, long seq) {
        while (readers.stream().anyMatch(reader -> seq - reader.saturated() > ON_THE_WAY)) {
            LockSupport.parkNanos(50_000);
        }
    }

    private static void quiet(StressServer server, Duration time) throws InterruptedException {
        Channel quiet = Channel.of("acme", "quiet");
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            server.realtime.publish(quiet, Event.of("n", System.nanoTime() + " quiet"));
            Thread.sleep(20);
        }
    }

    private static List<Long> take(List<Reader> readers) {
        List<Long> all = new ArrayList<>();
        readers.forEach(reader -> all.addAll(reader.takeLatencies()));
        return all;
    }

    private static double p99(List<Long> nanos) {
        nanos.sort(null);
        return nanos.get((int) (nanos.size() * 0.99)) / 1e6;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
