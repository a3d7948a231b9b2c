package dev.realtime.examples.watch;

import dev.realtime.client.ConnectionState;
import dev.realtime.client.Gap;
import dev.realtime.client.RealtimeClient;
import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.core.backoff.BackoffPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Prints the events of services until it is stopped, or the server forbids to come again. Survives restarts of the server; at the
 * end prints the positions, from which a later run can go on.
 *
 * <pre>java -jar examples/watch/target/watch.jar ws://127.0.0.1:8080/v2/realtime/stream TOKEN finance guest tasks</pre>
 */
public final class Watch implements AutoCloseable {
    /** Somebody looks at it, so it does not wait for minutes. */
    private static final BackoffPolicy BACKOFF = new BackoffPolicy(
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5)),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10));

    private final Consumer<String> out;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final RealtimeClient client;

    private Watch(Arguments arguments, Consumer<String> out) {
        this.out = out;
        RealtimeClientBuilder builder = RealtimeClient.builder(arguments.uri())
                .token(arguments::currentToken)
                .positions(arguments.positions())
                .backoff(BACKOFF)
                .onGap(this::onGap)
                .onState(this::onState)
                .onRefused((service, code) -> out.accept(Lines.refused(service, code)));
        for (String service : arguments.services()) {
            builder.on(service, event -> out.accept(Lines.event(event)));
        }
        client = builder.build();
    }

    /** Begins to watch, and returns. */
    static Watch start(Arguments arguments, Consumer<String> out) {
        Watch watch = new Watch(arguments, out);
        watch.client.start();
        return watch;
    }

    private void onGap(Gap gap) {
        out.accept(Lines.gap(gap));
    }

    private void onState(ConnectionState state) {
        out.accept(Lines.state(state));
        if (state instanceof ConnectionState.Closed) {
            ended.countDown();
        }
    }

    /** Waits for the end. */
    void await() throws InterruptedException {
        ended.await();
    }

    /** Where it stands, as an argument of a later run. */
    String positions() {
        return Lines.positions(client.positions());
    }

    @Override
    public void close() {
        client.close();
    }

    /**
     * Runs until it is stopped.
     *
     * @param args see {@link Arguments}
     * @throws InterruptedException if somebody interrupts the main thread
     */
    public static void main(String[] args) throws InterruptedException {
        Watch watch;
        try {
            watch = start(Arguments.parse(args), System.out::println);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(Arguments.USAGE);
            System.exit(2);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            System.out.println("\n--positions " + watch.positions());
            watch.close();
        }));
        watch.await();
        System.exit(1); // the server forbade to come again
    }
}
