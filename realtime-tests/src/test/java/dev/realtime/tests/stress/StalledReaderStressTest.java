package dev.realtime.tests.stress;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.broker.Retention;
import dev.realtime.jakarta.Container;
import dev.realtime.jakarta.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that stops reading costs a cursor; the others do not notice it; it is closed, and gets its gap when it is back (F1.10). */
@Tag("stress")
class StalledReaderStressTest {
    private static final int READERS = 20;
    private static final int PAYLOAD = 8 * 1024;

    @ParameterizedTest
    @EnumSource
    void a_client_that_stops_reading_hurts_nobody(Container.Kind kind) throws Exception {
        Retention retention = Retention.of(Duration.ofMinutes(5), 500).nodeBytes(8 << 20);
        try (StressServer server = new StressServer(kind, builder -> builder.retention(retention))) {
            List<Reader> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(new Reader(RawClient.connect(server.port(), "acme.user" + i)));
            }
            publish(server, 15_000);
            double alone = p99(readers);
            long before = StressServer.heap(); // after the readers' notes are gone: they are no part of it

            RawClient stalled = RawClient.connect(server.port(), "acme.stalled");
            stalled.send(Reader.HANDSHAKE);
            stalled.readUntil("\"type\":\"ack\"");
            long begin = System.nanoTime();
            AtomicReference<Duration> closedAfter = new AtomicReference<>();
            AtomicReference<Duration> goneAfter = new AtomicReference<>();
            publish(server, 42_000, () -> {
                Duration now = Duration.ofNanos(System.nanoTime() - begin);
                if (server.closed.contains("stalled 4480")) {
                    closedAfter.compareAndSet(null, now);
                    if (server.container.tcpConnections() == READERS && server.container.sessions() == READERS) {
                        goneAfter.compareAndSet(null, now);
                    }
                }
            });
            double beside = p99(readers);
            long heap = StressServer.heap();
            assertNotNull(goneAfter.get(), "the connection of the stalled one is still there");
            // 30 s and 1 s for each 8 KiB of the frame in flight, and a moment to fill the buffers before it
            assertTrue(goneAfter.get().compareTo(Duration.ofSeconds(40)) <= 0, "gone after " + goneAfter);
            String answer = comeBack(server);
            System.out.printf(
                    "%s: p99 of the others %.1f ms alone, %.1f ms beside; heap %d KiB before, %d KiB during; 4480 after %s,"
                            + " TCP gone after %s; slow consumers %d; on return: %s%n",
                    kind,
                    alone,
                    beside,
                    before >> 10,
                    heap >> 10,
                    closedAfter.get(),
                    goneAfter.get(),
                    server.realtime.metrics().delivery().slowConsumers(),
                    answer);
            assertTrue(heap <= before + (1 << 20), "heap grew by " + (heap - before));
            assertTrue(beside <= alone * 1.5, alone + " ms alone, " + beside + " ms beside");
            for (Reader reader : readers) {
                reader.close();
            }
        }
    }

    private static void publish(StressServer server, long millis) throws Exception {
        publish(server, millis, () -> {});
    }

    /** 100 events of 8 KiB a second. */
    private static void publish(StressServer server, long millis, Runnable each) throws Exception {
        byte[] noise = new byte[PAYLOAD * 3 / 4];
        new Random(5).nextBytes(noise);
        String text = Base64.getEncoder().encodeToString(noise);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() - end < 0) {
            server.realtime.publish(Channel.of("acme", "finance"), Event.of("n", System.nanoTime() + " " + text));
            each.run();
            Thread.sleep(10);
        }
    }

    private static double p99(List<Reader> readers) {
        List<Long> all = new ArrayList<>();
        readers.forEach(reader -> all.addAll(reader.takeLatencies()));
        all.sort(null);
        return all.get((int) (all.size() * 0.99)) / 1e6;
    }

    private static String comeBack(StressServer server) throws Exception {
        try (RawClient client = RawClient.connect(server.port(), "acme.stalled")) {
            client.send("{\"services\":[\"finance\"],\"version\":1,\"lastSeq\":1}");
            client.readUntil("\"type\":\"ack\"");
            String text = client.read().text();
            assertTrue(text.contains("\"type\":\"gap\""), text);
            return text;
        }
    }
}
