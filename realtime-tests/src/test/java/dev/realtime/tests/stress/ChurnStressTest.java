package dev.realtime.tests.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.jakarta.Container;
import dev.realtime.jakarta.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 100 rounds of 1,000 connects and disconnects leave nothing behind (F1.3). */
@Tag("stress")
class ChurnStressTest {
    private static final int ROUNDS = Integer.getInteger("churn.rounds", 100);
    private static final int CLIENTS = 1_000;

    @ParameterizedTest
    @EnumSource
    void connections_come_and_go_without_a_trace(Container.Kind kind) throws Exception {
        ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
        timers.setRemoveOnCancelPolicy(true);
        ThreadPoolExecutor workers = (ThreadPoolExecutor) java.util.concurrent.Executors.newFixedThreadPool(4);
        try (StressServer server = new StressServer(
                kind,
                builder -> builder.scheduler(Scheduler.of(timers, workers)).grace(Duration.ofMillis(100)))) {
            round(server);
            settle(server);
            int threads = 0;
            int descriptors = 0;
            long heap10 = 0;
            for (int round = 1; round <= ROUNDS; round++) {
                round(server);
                settle(server);
                if (round == Math.min(10, ROUNDS)) {
                    awaitTimers(timers);
                    heap10 = StressServer.heap();
                    threads = threads();
                    descriptors = StressServer.fileDescriptors();
                }
            }
            awaitTimers(timers);
            long heap100 = StressServer.heap();
            int threadsAfter = threads();
            System.out.printf(
                    "%s: %d rounds of %d: heap of round 10 %d KiB, of the last %d KiB; threads %d, %d; descriptors %d, %d; timers %d%n",
                    kind,
                    ROUNDS,
                    CLIENTS,
                    heap10 >> 10,
                    heap100 >> 10,
                    threads,
                    threadsAfter,
                    descriptors,
                    StressServer.fileDescriptors(),
                    timers.getQueue().size());
            assertTrue(heap100 <= heap10 + (1 << 20), "heap grew by " + (heap100 - heap10));
            assertTrue(threadsAfter <= threads, "threads grew from " + threads + " to " + threadsAfter);
            assertTrue(StressServer.fileDescriptors() <= descriptors + 2, "descriptors grew");
        } finally {
            workers.shutdown();
            timers.shutdownNow();
        }
    }

    /** Without the container's pool, which grows to its own bound and shrinks when it likes. */
    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("qtp")
                        && !thread.getName().startsWith("http-nio")
                        && !thread.getName().startsWith("WebSocket"))
                .count();
    }

    private static void round(StressServer server) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            RawClient client = RawClient.connect(server.port(), "acme.user" + i % 100);
            client.send("{\"services\":[\"finance\",\"guest\"],\"version\":1}");
            clients.add(client);
        }
        for (RawClient client : clients) {
            client.readUntil("\"type\":\"ack\"");
        }
        assertEquals(CLIENTS, server.realtime.metrics().connectionPoolStats().totalConnections());
        for (int i = 0; i < CLIENTS; i++) {
            if (i % 10 == 0) {
                clients.get(i).send(RawClient.CLOSE, true, new byte[] {3, (byte) 0xe8}); // 1000, as a page that is left
                clients.get(i).readCloseCode();
            }
            clients.get(i).reset(); // no TIME_WAIT: 100,000 connections would run out of ports
        }
    }

    private static void settle(StressServer server) throws InterruptedException {
        StressServer.eventually(Duration.ofSeconds(30), "nothing is left", () -> {
            var pool = server.realtime.metrics().connectionPoolStats();
            return pool.totalConnections() == 0
                    && pool.totalSubscriptions() == 0
                    && server.container.sessions() == 0
                    && server.container.tcpConnections() == 0;
        });
        server.closed.clear();
    }

    private static void awaitTimers(ScheduledThreadPoolExecutor timers) throws InterruptedException {
        StressServer.eventually(
                Duration.ofSeconds(10),
                "no timer is left",
                () -> timers.getQueue().isEmpty());
    }
}
