package dev.realtime.tests.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.RealtimeClient;
import dev.realtime.client.connect.TyrusConnector;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.jakarta.Container;
import dev.realtime.testkit.wire.FaultProxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real threads and sockets: 200 clients, 50,000 events, 500 connections reset at random (D1 to D3, D6). */
@Tag("stress")
class CutsStressTest {
    private static final int CLIENTS = 200;
    private static final int EVENTS = 50_000;
    private static final int CUTS = 500;
    private static final List<String> SERVICES = List.of("finance", "guest", "tasks", "staff");

    private final List<RealtimeClient> clients = new ArrayList<>();
    private final List<Ledger> ledgers = new ArrayList<>();
    private final List<List<String>> wanted = new ArrayList<>();
    private final Map<String, Long> heads = new HashMap<>();

    @ParameterizedTest
    @EnumSource
    void with_retention_for_the_outages_nothing_is_lost_and_nothing_comes_twice(Container.Kind kind) throws Exception {
        run(kind, Retention.of(Duration.ofMinutes(10), 60_000).nodeBytes(512L << 20));
        assertEquals(0, ledgers.stream().mapToLong(ledger -> ledger.gaps.get()).sum(), "gaps");
    }

    @ParameterizedTest
    @EnumSource
    void with_default_retention_every_missing_event_lies_in_exactly_one_gap(Container.Kind kind) throws Exception {
        run(kind, Retention.DEFAULT);
    }

    private void run(Container.Kind kind, Retention retention) throws Exception {
        long begin = System.nanoTime();
        try (StressServer server = new StressServer(
                        kind, builder -> builder.retention(retention).metricsAccess(any -> true));
                FaultProxy proxy = new FaultProxy(server.port(), new Random(7));
                Scheduler scheduler = Scheduler.threads("clients")) {
            connect(proxy.port(), scheduler);
            int cuts = publishAndCut(server, proxy);
            await(server);
            report(kind, retention, server, cuts, begin);
            clients.forEach(RealtimeClient::close);
        }
        for (Ledger ledger : ledgers) {
            assertEquals(List.of(), ledger.problems());
        }
    }

    private void connect(int port, Scheduler scheduler) {
        TyrusConnector connector = new TyrusConnector(scheduler);
        URI uri = URI.create("ws://127.0.0.1:" + port + "/v2/realtime/stream");
        for (int i = 0; i < CLIENTS; i++) {
            String token = "acme.user" + i;
            List<String> services = List.of(SERVICES.get(i % 4), SERVICES.get((i + 1) % 4));
            Ledger ledger = new Ledger();
            var builder = RealtimeClient.builder(uri)
                    .connector(connector)
                    .scheduler(scheduler)
                    .token(() -> token);
            services.forEach(service -> builder.on(service, ledger::onEvent));
            RealtimeClient client =
                    builder.onGap(ledger::onGap).onState(ledger::onState).build();
            ledger.watch(client);
            clients.add(client);
            ledgers.add(ledger);
            wanted.add(services);
            client.start();
        }
    }

    private int publishAndCut(StressServer server, FaultProxy proxy) throws Exception {
        StressServer.eventually(
                Duration.ofSeconds(60),
                "all clients are connected",
                () -> server.realtime.metrics().activeConnections() == CLIENTS);
        int cuts = 0;
        for (int i = 0; i < EVENTS; i++) {
            String service = SERVICES.get(i % SERVICES.size());
            long seq = heads.merge(service, 1L, Long::sum);
            server.realtime
                    .publish(Channel.of("acme", service), Event.of("n", seq).id("e" + i))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            if (i % (EVENTS / CUTS) == 0 && proxy.resetOne()) {
                cuts++;
            }
            if (i % 4 == 0) {
                Thread.sleep(1); // about 2,000 to 4,000 events a second
            }
        }
        return cuts;
    }

    private void await(StressServer server) throws Exception {
        StressServer.eventually(Duration.ofMinutes(4), "every client stands at the heads", () -> {
            for (int i = 0; i < CLIENTS; i++) {
                if (!ledgers.get(i).isAt(heads, wanted.get(i))) {
                    return false;
                }
            }
            return true;
        });
        assertTrue(server.realtime.metrics().delivery().eventsDelivered() > 0);
    }

    private void report(Container.Kind kind, Retention retention, StressServer server, int cuts, long begin) {
        long events = ledgers.stream().mapToLong(ledger -> ledger.events.get()).sum();
        long missed = ledgers.stream().mapToLong(ledger -> ledger.missed.get()).sum();
        long gaps = ledgers.stream().mapToLong(ledger -> ledger.gaps.get()).sum();
        long duplicates = clients.stream()
                .mapToLong(client -> client.statistics().duplicates())
                .sum();
        long losses = clients.stream()
                .mapToLong(client -> client.statistics().lossesInTransit())
                .sum();
        long reconnects = clients.stream()
                .mapToLong(client -> client.statistics().reconnects())
                .sum();
        System.out.printf(
                "%s, retention %d: %d clients, %d published, %d cuts, %d reconnects; heard %d, in %d gaps %d (sum %d),"
                        + " suppressed duplicates %d, losses in transit %d; %d ms; %s%n",
                kind,
                retention.count(),
                CLIENTS,
                EVENTS,
                cuts,
                reconnects,
                events,
                gaps,
                missed,
                events + missed,
                duplicates,
                losses,
                (System.nanoTime() - begin) / 1_000_000,
                server.realtime.metrics());
    }
}
