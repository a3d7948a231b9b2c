package dev.realtime.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.jakarta.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Hours of churn: what the server's process takes must not grow, and nothing may be left when everybody has gone. The clients are in
 * this process, so its figures are only the server's.
 *
 * <p>{@code -Dsoak.minutes} says how long, at least 5, {@code -Dsoak.container} on what. The first tenth, at least 2.5 minutes and at
 * most half an hour, is left out: retention and the keys of publications fill, classes are loaded and compiled, pools find their size.
 */
@Tag("soak")
class SoakTest {
    private static final Duration LENGTH = Duration.ofMinutes(Long.getLong("soak.minutes", 480));
    private static final Container.Kind KIND = Container.Kind.valueOf(System.getProperty("soak.container", "TOMCAT"));

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration SHORTEST_WARM_UP = Duration.ofSeconds(150); // keys of publications fill 2 min
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(30);
    private static final Duration TO_CALM_DOWN = Duration.ofMinutes(4); // retention 1 min, keys of publications 2 min
    private static final int EVENTS_PER_SECOND = 200;
    private static final Path DIRECTORY = Path.of("target", "soak");

    /** What has to be nothing when nobody is there any more. */
    private static final List<String> GONE = List.of("connections", "sessions", "tcp", "subscriptions", "timers");

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void hours_of_churn_leave_nothing_behind() throws Exception {
        Files.createDirectories(DIRECTORY);
        ServerOptions options = ServerOptions.at(Ports.lasting(), KIND)
                .pace(EVENTS_PER_SECOND)
                .heartbeat(Duration.ofSeconds(5))
                .retention(1_000)
                .forSoak();
        Truth nothing = new Truth(); // a soak compares each client with itself: a night of events fits no memory
        try (ServerProcess server = ServerProcess.start(options, nothing);
                Samples samples = new Samples(DIRECTORY.resolve("samples-" + KIND + ".csv"))) {
            Map<String, Trend> trends = run(server, samples);
            List<String> growing = trends.entrySet().stream()
                    .filter(entry -> entry.getValue().exceeds(Samples.LIMITS.get(entry.getKey())))
                    .map(Map.Entry::getKey)
                    .toList();
            assertEquals(List.of(), growing, "what grows; see " + DIRECTORY.toAbsolutePath());
            requireNothingLeft(server, samples.firstSince(warmUp()));
        }
    }

    private static Duration warmUp() {
        Duration tenth = LENGTH.dividedBy(10);
        Duration atLeast = tenth.compareTo(SHORTEST_WARM_UP) < 0 ? SHORTEST_WARM_UP : tenth;
        return atLeast.compareTo(LONGEST_WARM_UP) > 0 ? LONGEST_WARM_UP : atLeast;
    }

    private static Map<String, Trend> run(ServerProcess server, Samples samples) throws Exception {
        try (Churn churn = new Churn(server.port())) {
            churn.begin();
            sample(server, churn, samples);
            server.histogram(
                    DIRECTORY.resolve("histogram-last-" + KIND + ".txt").toString());
            churn.calm(server);
            Map<String, Trend> trends = samples.trends(warmUp());
            report(trends, churn, samples);
            return trends;
        }
    }

    /** Looks at fixed times, and fails as soon as a client misses something. */
    private static void sample(ServerProcess server, Churn churn, Samples samples) throws InterruptedException {
        long begin = System.nanoTime();
        boolean warm = false;
        for (int i = 1; INTERVAL.multipliedBy(i).compareTo(LENGTH) <= 0; i++) {
            Eventually.pass(INTERVAL.multipliedBy(i).minusNanos(System.nanoTime() - begin));
            samples.add(server.figures());
            churn.requireSound();
            if (!warm && INTERVAL.multipliedBy(i).compareTo(warmUp()) >= 0) {
                warm = true;
                server.histogram(
                        DIRECTORY.resolve("histogram-first-" + KIND + ".txt").toString());
            }
        }
    }

    private static void report(Map<String, Trend> trends, Churn churn, Samples samples) throws IOException {
        String text = "%s, %d min, %d events a second, %d samples, the first %s left out%n%s%n%n%s"
                .formatted(
                        KIND,
                        LENGTH.toMinutes(),
                        EVENTS_PER_SECOND,
                        samples.count(),
                        warmUp(),
                        churn,
                        Samples.table(trends));
        System.out.print(text);
        Files.writeString(DIRECTORY.resolve("report-" + KIND + ".txt"), text);
    }

    private static void requireNothingLeft(ServerProcess server, Map<String, Long> warm) throws InterruptedException {
        long begin = System.nanoTime();
        Map<String, Long> figures = server.figures();
        while (!isGone(figures) && System.nanoTime() - begin < TO_CALM_DOWN.toNanos()) {
            Eventually.pass(Duration.ofSeconds(1));
            figures = server.figures();
        }
        System.out.printf("after everybody has gone: %s%n", figures);
        assertTrue(isGone(figures), "left: " + figures);
        assertTrue(figures.get("heap") <= warm.get("heap"), "heap of " + figures + ", under load " + warm);
        long others = warm.get("fds") - warm.get("tcp"); // sockets apart
        assertTrue(figures.get("fds") <= others + 8, "file descriptors of " + figures + ", under load " + warm);
        assertEquals("", server.shutdown(), "threads that are left");
    }

    private static boolean isGone(Map<String, Long> figures) {
        return GONE.stream().allMatch(name -> figures.get(name) == 0);
    }
}
