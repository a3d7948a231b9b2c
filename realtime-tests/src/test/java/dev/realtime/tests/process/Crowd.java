package dev.realtime.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.client.ConnectionState;
import dev.realtime.client.RealtimeClient;
import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.client.Statistics;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.backoff.BackoffPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * Clients in this process, each with threads of its own and a ledger, over real sockets. Each watches two of the publisher's
 * services. They come back sooner than by default, so that a test with many outages takes minutes and not hours.
 */
final class Crowd implements AutoCloseable {
    static final BackoffPolicy QUICK = new BackoffPolicy(
            List.of(Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1)),
            Duration.ofMillis(100),
            Duration.ofSeconds(2));

    private static final Duration TO_CLOSE = Duration.ofSeconds(10);

    private final List<RealtimeClient> clients = new ArrayList<>();
    private final List<Ledger> ledgers = new ArrayList<>();
    private final Map<String, Long> leftAt = new ConcurrentHashMap<>(); // by user; a nanoTime

    Crowd(int port, int size, Ledger.Witness witness) {
        URI uri = uri(port);
        for (int i = 0; i < size; i++) {
            String user = user(i);
            Ledger ledger = Ledger.of(user, witness);
            RealtimeClientBuilder builder =
                    RealtimeClient.builder(uri).token(() -> user).backoff(QUICK);
            for (String service : services(i)) {
                builder.on(
                        service,
                        event -> ledger.onEvent(
                                service, event.position(), event.data().asText()));
            }
            int index = i;
            RealtimeClient client = builder.onGap(
                            gap -> ledger.onGap(gap.service(), gap.after(), gap.position(), gap.reason()))
                    .onState(state -> onState(index, state))
                    .build();
            ledgers.add(ledger);
            clients.add(client);
        }
        clients.forEach(RealtimeClient::start);
    }

    static URI uri(int port) {
        return URI.create("ws://127.0.0.1:" + port + "/v2/realtime/stream");
    }

    static String user(int index) {
        return "user" + index;
    }

    /** The two services of a client. */
    static List<String> services(int index) {
        int all = Publisher.SERVICES.size();
        return List.of(Publisher.SERVICES.get(index % all), Publisher.SERVICES.get((index + 1) % all));
    }

    private void onState(int index, ConnectionState state) {
        if (state instanceof ConnectionState.Open) {
            ledgers.get(index).onOpen(clients.get(index).positions());
        } else if (state instanceof ConnectionState.Waiting) {
            leftAt.putIfAbsent(user(index), System.nanoTime());
        }
    }

    int size() {
        return clients.size();
    }

    boolean isOpen() {
        return open() == clients.size();
    }

    long open() {
        return clients.stream()
                .filter(client -> client.state() instanceof ConnectionState.Open)
                .count();
    }

    /** Forgets who has lost a connection. */
    void forgetLeft() {
        leftAt.clear();
    }

    /** When each client noticed that its connection was gone, for the first time since that was forgotten; by user. */
    Map<String, Long> leftAt() {
        return Map.copyOf(leftAt);
    }

    /** Whether all are connected and stand at these positions or beyond. */
    boolean hasReached(Map<String, Position> heads) {
        return isOpen()
                && ledgers.stream().allMatch(ledger -> ledger.positions().size() == 2 && ledger.hasReached(heads));
    }

    /** What keeps {@link #hasReached} from being true. */
    String behind(Map<String, Position> heads) {
        StringBuilder text = new StringBuilder("all are at " + heads + ", but");
        for (int i = 0; i < clients.size(); i++) {
            if (!(clients.get(i).state() instanceof ConnectionState.Open)
                    || !ledgers.get(i).hasReached(heads)) {
                text.append("\n  ")
                        .append(user(i))
                        .append(" is ")
                        .append(clients.get(i).state());
                text.append(" at ").append(ledgers.get(i).positions());
            }
        }
        return text.toString();
    }

    long sum(ToLongFunction<Statistics> figure) {
        return clients.stream()
                .mapToLong(client -> figure.applyAsLong(client.statistics()))
                .sum();
    }

    long events() {
        return ledgers.stream().mapToLong(Ledger::events).sum();
    }

    long gaps() {
        return ledgers.stream().mapToLong(Ledger::gaps).sum();
    }

    long gaps(GapReason reason) {
        return ledgers.stream().mapToLong(ledger -> ledger.gaps(reason)).sum();
    }

    /** The fewest gaps that a client heard. */
    long fewestGaps() {
        return ledgers.stream().mapToLong(Ledger::gaps).min().orElseThrow();
    }

    long missed() {
        return ledgers.stream().mapToLong(Ledger::missed).sum();
    }

    /** No ledger is broken, no handler failed, no frame was not understood. */
    void requireSound() {
        assertEquals(
                List.of(),
                ledgers.stream().flatMap(ledger -> ledger.problems().stream()).toList());
        assertEquals(0, sum(Statistics::handlerFailures), "failures of handlers");
        assertEquals(0, sum(Statistics::undecodable), "frames that could not be read");
    }

    /** Closes all and waits until they have ended. */
    @Override
    public void close() {
        clients.forEach(RealtimeClient::close);
        try {
            Eventually.until(
                    TO_CLOSE,
                    () -> "all clients are closed",
                    () -> clients.stream().allMatch(client -> client.state() instanceof ConnectionState.Closed));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
