package dev.realtime.tests.stress;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.ConnectionState;
import dev.realtime.client.RealtimeClient;
import dev.realtime.client.connect.TyrusConnector;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.server.ChannelProgress;
import dev.realtime.jakarta.Container;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The lag that the server shows of a client is what its slow application has left to do (F1.20). */
@Tag("stress")
class LagStressTest {
    private static final int CLIENTS = 10;
    private static final int EVENTS = 400;
    private static final int CHECKS = 10;
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(2); // a report each 100 ms, and a busy machine

    /** An application that handles an event when it is let. */
    private static final class Slow {
        final Semaphore let = new Semaphore(0);
        final AtomicLong handled = new AtomicLong();
        final String user;
        final RealtimeClient client;

        Slow(int number, TyrusConnector connector, Scheduler scheduler, URI uri) {
            user = "user" + number;
            client = RealtimeClient.builder(uri)
                    .connector(connector)
                    .scheduler(scheduler)
                    .token(() -> "acme." + user)
                    .reportDelivered(Duration.ofMillis(100))
                    .on("finance", event -> {
                        let.acquireUninterruptibly();
                        handled.incrementAndGet();
                    })
                    .build();
            client.start();
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_lag_is_what_a_slow_application_has_left(Container.Kind kind) throws Exception {
        try (StressServer server = new StressServer(kind, builder -> builder);
                Scheduler scheduler = Scheduler.threads("clients")) {
            URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/v2/realtime/stream");
            TyrusConnector connector = new TyrusConnector(scheduler);
            List<Slow> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                all.add(new Slow(i, connector, scheduler, uri));
            }
            StressServer.eventually(
                    Duration.ofMinutes(1),
                    "all are connected",
                    () -> all.stream().allMatch(slow -> slow.client.state() instanceof ConnectionState.Open));
            publish(server, all);
            long latest = 0;
            for (int check = 0; check < CHECKS; check++) {
                letThemWork(all, Duration.ofSeconds(1));
                for (Slow slow : all) {
                    latest = Math.max(latest, check(server, slow, all));
                }
            }
            all.forEach(slow -> slow.let.release(EVENTS));
            StressServer.eventually(
                    Duration.ofMinutes(1),
                    "nobody has anything left",
                    () -> all.stream().allMatch(slow -> slow.handled.get() == EVENTS && lag(server, slow) == 0));
            System.out.printf(
                    "%s: %d slow clients, %d checks each: the lag was the truth of %d ms ago at the latest%n",
                    kind, CLIENTS, CHECKS, latest);
            all.forEach(slow -> slow.client.close());
        }
    }

    /** One by one, so that each is a message: a client reports whole messages. */
    private static void publish(StressServer server, List<Slow> all) throws Exception {
        for (int i = 1; i <= EVENTS; i++) {
            server.realtime
                    .publish(Channel.of("acme", "finance"), Event.of("n", i))
                    .toCompletableFuture()
                    .get(1, TimeUnit.MINUTES);
            int seq = i;
            StressServer.eventually(
                    Duration.ofMinutes(1),
                    "all were sent " + i,
                    () -> all.stream()
                            .allMatch(slow -> progress(server, slow).sent().seq() == seq));
        }
    }

    /** Each at its own pace: the first handles two events a second, the last twenty. */
    private static void letThemWork(List<Slow> all, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (int tick = 0; System.nanoTime() - end < 0; tick++) {
            for (int i = 0; i < all.size(); i++) {
                all.get(i).let.release(tick % (10 - i) == 0 ? 1 : 0);
            }
            Thread.sleep(50);
        }
    }

    /** The truth of now is known soon, and nothing is known that is not true yet; gives how long it took, in ms. */
    private static long check(StressServer server, Slow slow, List<Slow> all) throws InterruptedException {
        long truth = slow.handled.get();
        long begun = System.nanoTime();
        while (lag(server, slow) > EVENTS - truth) {
            assertTrue(
                    System.nanoTime() - begun < KNOWN_WITHIN.toNanos(),
                    () -> slow.user + " has handled " + truth + " of " + EVENTS + ", the lag is " + lag(server, slow));
            letThemWork(all, Duration.ofMillis(1));
        }
        long lag = lag(server, slow);
        assertTrue(lag >= EVENTS - slow.handled.get() - 1, slow.user + " has more left than " + lag);
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private static ChannelProgress progress(StressServer server, Slow slow) {
        return server.realtime.progress("acme", slow.user).get(0).channels().get("finance");
    }

    /** What the server shows; everything before the first report. */
    private static long lag(StressServer server, Slow slow) {
        return progress(server, slow).lag().orElse(EVENTS);
    }
}
