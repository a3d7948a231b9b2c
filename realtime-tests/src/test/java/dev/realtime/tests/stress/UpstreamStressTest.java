package dev.realtime.tests.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.broker.After;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Appended;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Feed;
import dev.realtime.core.broker.FeedListener;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.LocalBuffers;
import dev.realtime.core.broker.PublishException;
import dev.realtime.core.broker.Read;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.server.Upstream;
import dev.realtime.jakarta.Container;
import dev.realtime.jakarta.RawClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 1,000 clients of one org on 10 services cost 10 upstream subscriptions, and the caps hold (F1.3, F1.4). */
@Tag("stress")
class UpstreamStressTest {
    private static final int USERS = 100;
    private static final int EACH = 10; // the default cap of a user; 1,000 is the default cap of an org
    private static final int EVENTS = 500; // of each service

    private static final List<String> SERVICES = List.of(
            "finance",
            "guest",
            "staff",
            "tasks",
            "properties",
            "users",
            "dashboard",
            "branding",
            "analytics",
            "reports");

    /** The application's bus: delivers an event again until its append is confirmed. */
    private static final class Bus implements Upstream {
        final Map<String, Sink> sinks = new ConcurrentHashMap<>();
        final AtomicInteger opens = new AtomicInteger();
        final AtomicInteger closes = new AtomicInteger();
        final AtomicInteger redelivered = new AtomicInteger();

        @Override
        public Handle open(Channel channel, Sink sink) {
            opens.incrementAndGet();
            sinks.put(channel.service(), sink);
            return () -> {
                closes.incrementAndGet();
                sinks.remove(channel.service());
            };
        }

        void deliver(String service, int number, Runnable onDone) {
            sinks.get(service)
                    .publish(Event.of("n", number).id(service + number))
                    .whenComplete((position, failure) -> {
                        if (failure == null) {
                            onDone.run();
                        } else {
                            redelivered.incrementAndGet();
                            deliver(service, number, onDone);
                        }
                    });
        }
    }

    /** Fails one append in five: half of those after it was done. */
    private record Flaky(InMemoryBroker inner, Random random) implements Broker, LocalBuffers {
        @Override
        public CompletionStage<Appended> append(Channel channel, Draft draft, AppendOptions options) {
            int fate = random.nextInt(10);
            if (fate == 0) {
                return CompletableFuture.failedFuture(new PublishException.BrokerUnavailable("not now"));
            }
            CompletionStage<Appended> appended = inner.append(channel, draft, options);
            return fate == 1
                    ? CompletableFuture.failedFuture(new PublishException.OutcomeUnknown("no answer"))
                    : appended;
        }

        @Override
        public CompletionStage<Read> read(Channel channel, After after, int limit) {
            return inner.read(channel, after, limit);
        }

        @Override
        public Feed open(FeedListener listener) {
            return inner.open(listener);
        }

        @Override
        public ReplayBuffer buffer(Channel channel) {
            return inner.buffer(channel);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_thousand_clients_on_ten_services_open_ten_upstreams(Container.Kind kind) throws Exception {
        Bus bus = new Bus();
        try (Scheduler scheduler = Scheduler.threads("broker")) {
            Broker broker =
                    new Flaky(new InMemoryBroker(Retention.DEFAULT, scheduler, new SecureRandom()), new Random(3));
            try (StressServer server = new StressServer(
                    kind, builder -> builder.upstream(bus).broker(broker).grace(Duration.ofSeconds(2)))) {
                List<RawClient> clients = connect(server);
                assertEquals(10, bus.opens.get());
                assertEquals(10, server.realtime.metrics().connectionPoolStats().totalSubscriptions());
                assertEquals(
                        1_000, server.realtime.metrics().connectionPoolStats().totalConnections());
                assertEquals(4481, closeCode(server, "acme.user0")); // the 11th connection of a user
                assertEquals(4481, closeCode(server, "acme.stranger")); // the 1,001st of an org
                deliverAll(bus);
                checkNothingLostNothingTwice(clients);
                for (RawClient client : clients) {
                    client.close();
                }
                StressServer.eventually(Duration.ofSeconds(30), "ten closes", () -> bus.closes.get() == 10);
                assertEquals(10, bus.opens.get());
                assertEquals(0, server.realtime.metrics().connectionPoolStats().totalSubscriptions());
                System.out.printf(
                        "%s: 1,000 clients, opens %d, closes %d, redelivered %d, %s%n",
                        kind, bus.opens.get(), bus.closes.get(), bus.redelivered.get(), server.realtime.metrics());
            }
        }
    }

    private static List<RawClient> connect(StressServer server) throws Exception {
        String services = "\"" + String.join("\",\"", SERVICES) + "\"";
        List<RawClient> clients = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            for (int i = 0; i < EACH; i++) {
                RawClient client = RawClient.connect(server.port(), "acme.user" + user);
                client.send("{\"services\":[" + services + "],\"version\":1,\"encodings\":[\"binary\"]}");
                client.readUntil("\"type\":\"ack\"");
                clients.add(client);
            }
        }
        return clients;
    }

    private static int closeCode(StressServer server, String token) throws Exception {
        try (RawClient client = RawClient.connect(server.port(), token)) {
            client.send("{\"services\":[\"finance\"],\"version\":1,\"encodings\":[\"binary\"]}");
            return client.readCloseCode();
        }
    }

    private static void deliverAll(Bus bus) throws Exception {
        AtomicInteger left = new AtomicInteger(EVENTS * SERVICES.size());
        for (int i = 1; i <= EVENTS; i++) {
            for (String service : SERVICES) {
                bus.deliver(service, i, left::decrementAndGet);
            }
        }
        StressServer.eventually(Duration.ofSeconds(60), "all appended", () -> left.get() == 0);
        assertTrue(bus.redelivered.get() > 0);
    }

    /** Reads what each client got: each event of each service once. */
    private static void checkNothingLostNothingTwice(List<RawClient> clients) throws Exception {
        for (RawClient client : clients) {
            Map<String, List<Integer>> heard = new HashMap<>();
            int count = 0;
            while (count < EVENTS * SERVICES.size()) {
                for (var entry : Numbers.of(client.read().text()).entrySet()) {
                    count += entry.getValue().size();
                    heard.computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
                            .addAll(entry.getValue());
                }
            }
            for (String service : SERVICES) {
                List<Integer> sorted = heard.get(service).stream().sorted().toList();
                assertEquals(EVENTS, sorted.size(), service);
                for (int n = 1; n <= EVENTS; n++) {
                    assertEquals(n, sorted.get(n - 1), service);
                }
            }
        }
    }
}
