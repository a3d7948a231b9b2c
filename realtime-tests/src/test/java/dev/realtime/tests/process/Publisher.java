package dev.realtime.tests.process;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.core.server.RealtimeServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Publishes at a pace to all services in turn, inside the server's process, on one thread. A payload is {@code life:service:n},
 * and n is its sequence number, since nobody else publishes. After a standstill it goes on without making up for it.
 */
final class Publisher implements AutoCloseable {
    static final String ORG = "acme";
    static final List<String> SERVICES = List.of("finance", "guest", "tasks", "staff");

    /** Ends what the payload says; what follows only fills the wire. */
    static final char FILL = '|';

    private static final int FILLED = 500; // bytes
    private static final long LONGEST_DEBT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double NANOS = 1e9;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final RealtimeServer realtime;
    private final ServerOptions options;
    private final Lines lines;
    private final Map<String, Position> heads = new TreeMap<>(); // on its thread, as all below
    private final Map<String, Long> counts = new HashMap<>();
    private int pace;
    private int turn;
    private double owed;
    private long last;

    Publisher(RealtimeServer realtime, ServerOptions options, Lines lines) {
        this.realtime = realtime;
        this.options = options;
        this.lines = lines;
    }

    void start() {
        thread.execute(() -> {
            last = System.nanoTime();
            pace = options.pace();
        });
        thread.scheduleWithFixedDelay(this::publishWhatIsDue, 0, 10, TimeUnit.MILLISECONDS);
    }

    /** Changes the pace; at 0 nothing is under way any more when this returns. */
    void pace(int eventsPerSecond) throws Exception {
        thread.submit(() -> pace = eventsPerSecond).get();
    }

    /** The newest position of each service that has any. */
    String heads() throws Exception {
        return thread.submit(() -> heads.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" ")))
                .get();
    }

    private void publishWhatIsDue() {
        try {
            long now = System.nanoTime();
            owed += pace * Math.min(now - last, LONGEST_DEBT_NANOS) / NANOS;
            last = now;
            for (; owed >= 1; owed--) {
                publish(SERVICES.get(turn++ % SERVICES.size()));
            }
        } catch (RuntimeException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1); // a test whose publisher is silent proves nothing
        }
    }

    private void publish(String service) {
        long count = counts.merge(service, 1L, Long::sum);
        String payload = options.life() + ":" + service + ":" + count;
        tell("I " + payload);
        Event event = Event.of("n", options.soak() ? payload + FILL + "x".repeat(FILLED) : payload)
                .id(payload)
                .tag("room", count % 4);
        Position position = realtime.publish(Channel.of(ORG, service), event)
                .toCompletableFuture()
                .join();
        heads.put(service, position);
        tell("P " + position + " " + payload);
    }

    private void tell(String line) {
        if (!options.soak()) {
            lines.tell(line);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
