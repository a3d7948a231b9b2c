package dev.realtime.tests.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.ConnectionState;
import dev.realtime.client.RealtimeClient;
import dev.realtime.client.connect.TyrusConnector;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.jakarta.Container;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server lets 1,000 clients go to another one that has the same broker, under load (F1.18, P16). The balancer between them notices
 * it a second late, so some are refused: once.
 */
@Tag("stress")
class DrainStressTest {
    private static final int CLIENTS = 1_000;
    private static final List<String> SERVICES = List.of("finance", "guest", "tasks", "staff");
    private static final Duration OVER = Duration.ofSeconds(10);
    private static final Duration NOTICED_AFTER = Duration.ofSeconds(1);
    private static final Retention RETENTION = Retention.of(Duration.ofMinutes(10), 50_000);

    private final List<RealtimeClient> clients = new ArrayList<>();
    private final List<Ledger> ledgers = new ArrayList<>();
    private final List<Balancer> balancers = new ArrayList<>();
    private final List<List<String>> wanted = new ArrayList<>();
    private final Map<String, Long> heads = new HashMap<>();
    private final AtomicReference<URI> address = new AtomicReference<>();

    @ParameterizedTest
    @EnumSource
    void a_drain_loses_nothing_and_nobody_is_refused_twice(Container.Kind kind) throws Exception {
        try (Scheduler brokerTime = Scheduler.threads("broker");
                Scheduler scheduler = Scheduler.threads("clients");
                InMemoryBroker broker = new InMemoryBroker(RETENTION, brokerTime, new SecureRandom());
                StressServer old = server(kind, broker);
                StressServer next = server(kind, broker)) {
            address.set(stream(old));
            connect(scheduler);
            StressServer.eventually(
                    Duration.ofMinutes(2),
                    "all are connected",
                    () -> clients.stream().allMatch(client -> client.state() instanceof ConnectionState.Open));
            publish(next, Duration.ofSeconds(2), () -> {});

            long begin = System.nanoTime();
            var drained = old.realtime.drain(OVER).toCompletableFuture();
            publish(next, OVER.plusSeconds(5), () -> {
                if (System.nanoTime() - begin > NOTICED_AFTER.toNanos()) {
                    address.set(stream(next));
                }
            });
            drained.get(2, TimeUnit.MINUTES);
            StressServer.eventually(Duration.ofMinutes(4), "every client stands at the heads", this::areAllAtTheHeads);
            report(kind, begin);
            judge(next);
            clients.forEach(RealtimeClient::close);
        }
    }

    private static StressServer server(Container.Kind kind, InMemoryBroker broker) throws Exception {
        return new StressServer(kind, builder -> builder.broker(broker).retention(RETENTION));
    }

    private static URI stream(StressServer server) {
        return URI.create("ws://127.0.0.1:" + server.port() + "/v2/realtime/stream");
    }

    private void connect(Scheduler scheduler) {
        TyrusConnector connector = new TyrusConnector(scheduler);
        for (int i = 0; i < CLIENTS; i++) {
            String token = "acme.user" + i;
            List<String> services = List.of(SERVICES.get(i % 4), SERVICES.get((i + 1) % 4));
            Ledger ledger = new Ledger();
            Balancer balancer = new Balancer(connector, address::get);
            var builder = RealtimeClient.builder(address.get())
                    .connector(balancer)
                    .scheduler(scheduler)
                    .token(() -> token);
            services.forEach(service -> builder.on(service, ledger::onEvent));
            RealtimeClient client =
                    builder.onGap(ledger::onGap).onState(ledger::onState).build();
            ledger.watch(client);
            clients.add(client);
            ledgers.add(ledger);
            balancers.add(balancer);
            wanted.add(services);
            client.start();
        }
    }

    /** 40 events a second, so 20,000 deliveries, by the server that stays. */
    private void publish(StressServer server, Duration time, Runnable each) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; System.nanoTime() - end < 0; i++) {
            String service = SERVICES.get(i % SERVICES.size());
            long seq = heads.merge(service, 1L, Long::sum);
            server.realtime
                    .publish(Channel.of("acme", service), Event.of("n", seq))
                    .toCompletableFuture()
                    .get(1, TimeUnit.MINUTES);
            each.run();
            Thread.sleep(25);
        }
    }

    private boolean areAllAtTheHeads() {
        for (int i = 0; i < CLIENTS; i++) {
            if (!ledgers.get(i).isAt(heads, wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void judge(StressServer next) {
        for (int i = 0; i < CLIENTS; i++) {
            Balancer balancer = balancers.get(i);
            assertEquals(List.of(), ledgers.get(i).problems());
            assertEquals(0, ledgers.get(i).gaps.get(), "gaps");
            assertEquals(1, balancer.asked.size(), "asked once");
            assertTrue(balancer.opened.size() >= 2, "came back");
            assertTrue(balancer.refused.size() <= 1, balancer.refused::toString);
        }
        assertEquals(CLIENTS, next.realtime.metrics().activeConnections());
        long[] moments = perSecond(asked());
        // 100 each on average; nobody moves 40 from that by chance
        assertTrue(
                LongStream.of(moments).limit(10).allMatch(count -> count > 60 && count < 140),
                () -> Arrays.toString(moments));
    }

    private LongStream asked() {
        return balancers.stream().mapToLong(balancer -> balancer.asked.get(0));
    }

    private static long[] perSecond(LongStream millis) {
        long[] seconds = new long[20];
        millis.forEach(milli -> seconds[(int) Math.min(19, milli / 1_000)]++);
        return seconds;
    }

    private void report(Container.Kind kind, long begin) {
        long[] came = perSecond(balancers.stream().mapToLong(balancer -> (balancer.opened.get(1) - begin) / 1_000_000));
        System.out.printf(
                "%s: %d clients, %d published, %d heard, %d gaps; refused once %d, twice %d; closed by the server %d%n",
                kind,
                CLIENTS,
                heads.values().stream().mapToLong(Long::longValue).sum(),
                ledgers.stream().mapToLong(ledger -> ledger.events.get()).sum(),
                ledgers.stream().mapToLong(ledger -> ledger.gaps.get()).sum(),
                balancers.stream()
                        .filter(balancer -> balancer.refused.size() == 1)
                        .count(),
                balancers.stream()
                        .filter(balancer -> balancer.refused.size() > 1)
                        .count(),
                balancers.stream()
                        .filter(balancer -> balancer.closed.contains(4503))
                        .count());
        System.out.printf("second   asked for   connected again%n");
        long[] askedFor = perSecond(asked());
        for (int second = 0; second < came.length; second++) {
            System.out.printf(
                    "%4d %8d %8d %s%n", second, askedFor[second], came[second], "#".repeat((int) came[second] / 5));
        }
    }
}
