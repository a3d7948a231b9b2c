package dev.realtime.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.Statistics;
import dev.realtime.core.Position;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.jakarta.Container;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Connections on real sockets that die without a word, in one direction or both: each end notices within three heartbeats (P4, P14,
 * D6). The server is a process of its own; what is measured is when its application heard that the connection had ended, and when
 * the client's did.
 */
@Tag("stress")
class HalfOpenStressTest {
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(1); // the machine's: timers, pipes
    private static final Duration LIMIT = HEARTBEAT.multipliedBy(3).plus(SLACK);
    private static final Duration TO_CONVERGE = Duration.ofSeconds(60);
    private static final int CLIENTS = 20;
    private static final int EVENTS_PER_SECOND = 100;
    private static final Set<GateProxy.Way> BOTH = EnumSet.allOf(GateProxy.Way.class);

    private final Truth truth = new Truth();

    /** What is lost: both directions, or one. */
    private static Set<GateProxy.Way> ways(String name) {
        return name.equals("BOTH") ? BOTH : EnumSet.of(GateProxy.Way.valueOf(name));
    }

    @ParameterizedTest
    @CsvSource({
        "TOMCAT, BOTH, 100",
        "TOMCAT, BOTH, 0",
        "TOMCAT, TO_SERVER, 100",
        "TOMCAT, TO_CLIENT, 100",
        "JETTY, BOTH, 100",
        "JETTY, TO_SERVER, 100",
        "JETTY, TO_CLIENT, 100"
    })
    void both_ends_notice_within_three_heartbeats(Container.Kind kind, String lost, int pace) throws Exception {
        ServerOptions options = ServerOptions.at(Ports.lasting(), kind).heartbeat(HEARTBEAT);
        try (ServerProcess server = ServerProcess.start(options, truth);
                GateProxy proxy = new GateProxy(options.port());
                Crowd crowd = new Crowd(proxy.port(), CLIENTS, truth)) {
            server.pace(EVENTS_PER_SECOND);
            converge(server, crowd);
            server.pace(pace);
            converge(server, crowd);
            proxy.refuse(true); // or the client's next connection would tell the server of the end of this one
            crowd.forgetLeft();
            proxy.hold(ways(lost));
            long begin = System.nanoTime();
            Eventually.until(
                    LIMIT,
                    () -> crowd.open() + " clients have not noticed",
                    () -> crowd.leftAt().size() == CLIENTS);
            Duration left = LIMIT.minusNanos(System.nanoTime() - begin);
            Eventually.until(
                    left,
                    () -> "the server has noticed only " + server.closed(),
                    () -> server.closed().size() == CLIENTS);
            report(kind + ", lost " + lost + ", " + pace + " events a second", server, crowd, begin);
            if (BOTH.equals(ways(lost))) {
                assertEquals(List.of(CloseReason.STALLED), codes(server), "nobody else can have told the server");
            }
            proxy.refuse(false);
            settle(server, crowd);
        }
    }

    @ParameterizedTest
    @CsvSource({"TOMCAT", "JETTY"})
    void the_next_connection_of_a_client_ends_the_one_that_died(Container.Kind kind) throws Exception {
        ServerOptions options =
                ServerOptions.at(Ports.lasting(), kind).heartbeat(HEARTBEAT).pace(EVENTS_PER_SECOND);
        try (ServerProcess server = ServerProcess.start(options, truth);
                GateProxy proxy = new GateProxy(options.port());
                Crowd crowd = new Crowd(proxy.port(), CLIENTS, truth)) {
            converge(server, crowd);
            crowd.forgetLeft();
            proxy.hold(BOTH);
            long begin = System.nanoTime();
            Eventually.until(
                    LIMIT,
                    () -> "all have noticed: " + server.closed(),
                    () -> server.closed().size() >= CLIENTS);
            report(kind + ", lost BOTH, new connections pass", server, crowd, begin);
            assertTrue(codes(server).contains(CloseReason.REPLACED), "by " + codes(server));
            long back = converge(server, crowd);
            System.out.printf("  all are back %d ms later%n", back / 1_000_000);
            settle(server, crowd);
        }
    }

    /** The codes with which connections ended, each once. */
    private static List<Integer> codes(ServerProcess server) {
        return server.closed().stream()
                .map(ServerProcess.Closed::code)
                .distinct()
                .sorted()
                .toList();
    }

    private static void report(String what, ServerProcess server, Crowd crowd, long begin) {
        Times clients = new Times();
        crowd.leftAt().values().forEach(at -> clients.add(at - begin));
        Times servers = new Times();
        server.closed().forEach(closed -> servers.add(closed.at() - begin));
        System.out.printf(
                "%s, heartbeat %d ms: clients noticed after %s; the server after %s, with %s%n",
                what, HEARTBEAT.toMillis(), clients, servers, codes(server));
    }

    /** Everybody has everything, and nothing was lost, since all of it is retained. */
    private void settle(ServerProcess server, Crowd crowd) throws InterruptedException {
        server.pace(EVENTS_PER_SECOND);
        converge(server, crowd);
        server.pace(0);
        converge(server, crowd);
        assertEquals(List.of(), truth.judge());
        crowd.requireSound();
        assertEquals(0, crowd.gaps());
        assertTrue(crowd.sum(Statistics::reconnects) >= CLIENTS);
    }

    private static long converge(ServerProcess server, Crowd crowd) throws InterruptedException {
        Map<String, Position> heads = server.heads();
        while (heads.size() < Publisher.SERVICES.size()) {
            Eventually.pass(Duration.ofMillis(20));
            heads = server.heads();
        }
        Map<String, Position> wanted = heads;
        return Eventually.until(TO_CONVERGE, () -> crowd.behind(wanted), () -> crowd.hasReached(wanted));
    }
}
