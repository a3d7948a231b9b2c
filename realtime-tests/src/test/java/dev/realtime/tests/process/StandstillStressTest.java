package dev.realtime.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.Statistics;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.jakarta.Container;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SIGSTOP for 20 s and SIGCONT, of the server and of a client: as a virtual machine that is moved, or a laptop that sleeps. The
 * sockets stay, the kernel goes on to take what comes, and both wake up with clocks that have jumped (D1 to D3, D6, P4, P14).
 */
@Tag("stress")
class StandstillStressTest {
    private static final Duration STANDSTILL = Duration.ofSeconds(20);
    private static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(30); // 20 s are nothing to it
    private static final Duration SHORT_HEARTBEAT = Duration.ofSeconds(3);
    private static final Duration SLACK = Duration.ofSeconds(2); // timers and pipes of a machine that is busy
    private static final Duration TO_CONVERGE = Duration.ofSeconds(60);
    private static final int CLIENTS = 20;
    private static final int EVENTS_PER_SECOND = 500;
    private static final int LOADED = 1_000; // events, before anything stops
    private static final int TOO_FEW = 800; // publications of a channel: those of 6 s

    private final Truth truth = new Truth();

    @ParameterizedTest
    @EnumSource
    void a_server_that_stands_still_is_left_and_found_again(Container.Kind kind) throws Exception {
        ServerOptions options =
                ServerOptions.at(Ports.lasting(), kind).pace(EVENTS_PER_SECOND).heartbeat(SHORT_HEARTBEAT);
        try (ServerProcess server = ServerProcess.start(options, truth);
                Crowd crowd = new Crowd(options.port(), CLIENTS, truth)) {
            converge(server, crowd);
            awaitLoad();
            server.stop();
            long stopped = System.nanoTime();
            Duration limit = SHORT_HEARTBEAT.multipliedBy(2).plus(SLACK); // P14: what was heard last came before
            long noticed = Eventually.until(limit, () -> crowd.open() + " are still open", () -> crowd.open() == 0);
            Eventually.pass(STANDSTILL.minusNanos(System.nanoTime() - stopped));
            assertEquals(0, crowd.open(), "nobody answers");
            server.resume();
            long found = converge(server, crowd);
            Eventually.until(
                    TO_CONVERGE,
                    () -> "the server keeps the connections that there are and no other",
                    () -> isClean(server, CLIENTS));
            settle(server, crowd);
            System.out.printf(
                    "server stopped for %d s, %s, heartbeat %d s: noticed by all clients after %d ms; all back %d ms after SIGCONT;"
                            + " reconnects %d, gaps %d, closed by the server's account %d; %s%n",
                    STANDSTILL.toSeconds(),
                    kind,
                    SHORT_HEARTBEAT.toSeconds(),
                    noticed / 1_000_000,
                    found / 1_000_000,
                    crowd.sum(Statistics::reconnects),
                    crowd.gaps(),
                    server.closed().size(),
                    truth.tally());
            assertEquals(0, crowd.gaps(), "the history was there all the time");
            assertTrue(crowd.sum(Statistics::reconnects) >= CLIENTS);
        }
    }

    @Test
    void a_short_standstill_of_the_server_is_nothing_but_a_delay() throws Exception {
        ServerOptions options = ServerOptions.at(Ports.lasting(), Container.Kind.TOMCAT)
                .pace(EVENTS_PER_SECOND)
                .heartbeat(DEFAULT_HEARTBEAT);
        try (ServerProcess server = ServerProcess.start(options, truth);
                Crowd crowd = new Crowd(options.port(), CLIENTS, truth)) {
            converge(server, crowd);
            awaitLoad();
            server.stop();
            Eventually.pass(STANDSTILL);
            server.resume();
            long found = converge(server, crowd);
            settle(server, crowd);
            System.out.printf(
                    "server stopped for %d s, heartbeat %d s: all at the head %d ms after SIGCONT; reconnects %d, gaps %d; %s%n",
                    STANDSTILL.toSeconds(),
                    DEFAULT_HEARTBEAT.toSeconds(),
                    found / 1_000_000,
                    crowd.sum(Statistics::reconnects),
                    crowd.gaps(),
                    truth.tally());
            assertEquals(0, crowd.gaps());
            assertEquals(0, crowd.sum(Statistics::reconnects));
            assertEquals(List.of(), server.closed());
        }
    }

    @Test
    void a_client_that_stands_still_for_less_than_two_heartbeats_keeps_its_connection() throws Exception {
        Result result = stopClient(DEFAULT_HEARTBEAT, ServerOptions.ENOUGH);
        assertEquals(List.of(), result.closed());
        assertEquals(0, result.reconnects());
        assertEquals(0, result.ledger().gaps());
    }

    @Test
    void a_client_that_stands_still_for_longer_is_closed_and_misses_nothing_that_is_retained() throws Exception {
        Result result = stopClient(SHORT_HEARTBEAT, ServerOptions.ENOUGH);
        assertStalled(result);
        assertEquals(0, result.ledger().gaps());
    }

    @Test
    void a_client_that_stands_still_for_longer_than_retention_is_told_what_it_missed() throws Exception {
        Result result = stopClient(SHORT_HEARTBEAT, TOO_FEW);
        assertStalled(result);
        assertTrue(result.ledger().gaps(GapReason.TRIMMED) >= 2, "a gap of each service");
        assertTrue(result.ledger().missed() > 0);
    }

    /** What became of a client that stood still; the times are nanoseconds after SIGSTOP and SIGCONT. */
    private record Result(List<ServerProcess.Closed> closed, long reconnects, Ledger ledger, long noticed) {}

    private static void assertStalled(Result result) {
        assertEquals(
                List.of(CloseReason.STALLED),
                result.closed().stream().map(ServerProcess.Closed::code).toList());
        assertTrue(
                result.noticed() <= SHORT_HEARTBEAT.multipliedBy(3).plus(SLACK).toNanos(),
                "noticed after " + result.noticed());
        assertTrue(result.reconnects() >= 1);
    }

    /** Beside it there are others in this process, who must not notice. */
    private Result stopClient(Duration heartbeat, int retention) throws Exception {
        ServerOptions options = ServerOptions.at(Ports.lasting(), Container.Kind.TOMCAT)
                .pace(EVENTS_PER_SECOND)
                .heartbeat(heartbeat)
                .retention(retention);
        try (ServerProcess server = ServerProcess.start(options, truth);
                Crowd others = new Crowd(options.port(), 5, truth);
                ClientProcess client = new ClientProcess(options.port(), "sleeper", Crowd.services(0), truth)) {
            converge(server, others);
            converge(server, client);
            awaitLoad();
            client.stop();
            long stopped = System.nanoTime();
            Eventually.pass(STANDSTILL);
            client.resume();
            long resumed = System.nanoTime();
            converge(server, client);
            long back = System.nanoTime() - resumed;
            settle(server, others);
            converge(server, client);
            assertEquals(List.of(), client.ledger().problems());
            assertEquals(0, others.sum(Statistics::reconnects), "the others do not notice");
            assertEquals(0, others.gaps(), "the others do not notice");
            Result result = result(server, client, stopped);
            report(heartbeat, retention, result, back);
            return result;
        }
    }

    private static Result result(ServerProcess server, ClientProcess client, long stopped) throws InterruptedException {
        List<ServerProcess.Closed> closed = server.closed();
        long noticed = closed.isEmpty() ? -1 : closed.get(0).at() - stopped;
        return new Result(closed, client.reconnects(), client.ledger(), noticed);
    }

    private void report(Duration heartbeat, int retention, Result result, long back) {
        System.out.printf(
                "client stopped for %d s, heartbeat %d s, retention %d: %s;"
                        + " at the head %d ms after SIGCONT; reconnects %d, heard %d, gaps %d (missed %d)%n",
                STANDSTILL.toSeconds(),
                heartbeat.toSeconds(),
                retention,
                result.closed().isEmpty()
                        ? "not closed by the server"
                        : "closed by the server with " + result.closed().get(0).code() + " after "
                                + result.noticed() / 1_000_000 + " ms",
                back / 1_000_000,
                result.reconnects(),
                result.ledger().events(),
                result.ledger().gaps(),
                result.ledger().missed());
    }

    private void awaitLoad() throws InterruptedException {
        Eventually.until(TO_CONVERGE, () -> truth.confirmed() + " events", () -> truth.confirmed() >= LOADED);
    }

    private static boolean isClean(ServerProcess server, int connections) {
        try {
            Map<String, Long> figures = server.figures();
            return figures.get("connections") == connections
                    && figures.get("sessions") == connections
                    && figures.get("tcp") == connections;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Everybody has everything, and everything is as it was published. */
    private void settle(ServerProcess server, Crowd crowd) throws InterruptedException {
        server.pace(0);
        converge(server, crowd);
        assertEquals(List.of(), truth.judge());
        crowd.requireSound();
    }

    private static long converge(ServerProcess server, Crowd crowd) throws InterruptedException {
        Map<String, Position> heads = heads(server);
        return Eventually.until(TO_CONVERGE, () -> crowd.behind(heads), () -> crowd.hasReached(heads));
    }

    private static void converge(ServerProcess server, ClientProcess client) throws InterruptedException {
        Map<String, Position> heads = heads(server);
        Eventually.until(TO_CONVERGE, () -> client + " is at " + heads, () -> client.hasReached(heads));
    }

    /** The heads at this moment, once there is an event of each service. */
    private static Map<String, Position> heads(ServerProcess server) throws InterruptedException {
        Map<String, Position> heads = server.heads();
        while (heads.size() < Publisher.SERVICES.size()) {
            Eventually.pass(Duration.ofMillis(20));
            heads = server.heads();
        }
        return heads;
    }
}
