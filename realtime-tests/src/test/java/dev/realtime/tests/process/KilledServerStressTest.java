package dev.realtime.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.Statistics;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.jakarta.Container;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} of the server's process, again and again under load, and each time a new process at the same port (D1 to D3, D5, D6).
 * Its broker keeps everything in memory, so each time the history is lost, and each client must be told so.
 */
@Tag("stress")
class KilledServerStressTest {
    private static final int KILLS = Integer.getInteger("process.kills", 50);
    private static final int CLIENTS = 24;
    private static final int EVENTS_PER_SECOND = 500;
    private static final Duration TO_CONVERGE = Duration.ofSeconds(60);

    private final Random random = new Random(11);
    private final Truth truth = new Truth();
    private final Times down = new Times(); // from the kill until clients may come
    private final Times back = new Times(); // from then until the last client stands in the new history
    private int converged;
    private int events;

    @Test
    void whatever_dies_with_a_server_is_told_as_a_gap_and_nothing_comes_twice() throws Exception {
        int port = Ports.lasting();
        ServerOptions options = ServerOptions.at(port, Container.Kind.TOMCAT).pace(EVENTS_PER_SECOND);
        try (Crowd crowd = new Crowd(port, CLIENTS, truth)) {
            long killed = 0;
            for (int life = 1; life <= KILLS; life++) {
                try (ServerProcess server = ServerProcess.start(options.life(life, kind(life)), truth)) {
                    noteReady(killed);
                    liveUntilTheKill(life, crowd);
                    server.kill();
                    killed = System.nanoTime();
                }
            }
            try (ServerProcess server = ServerProcess.start(options.life(KILLS + 1, kind(1)), truth)) {
                noteReady(killed);
                converge(crowd);
                server.pace(0);
                Map<String, Position> heads = server.heads();
                Eventually.until(TO_CONVERGE, () -> crowd.behind(heads), () -> crowd.hasReached(heads));
                assertEquals(heads, truth.heads(), "what the publisher told is complete");
                report(crowd);
            }
            judge(crowd);
        }
    }

    /** Every fifth on Jetty; the clients cannot know. */
    private static Container.Kind kind(int life) {
        return life % 5 == 0 ? Container.Kind.JETTY : Container.Kind.TOMCAT;
    }

    private void noteReady(long killed) {
        if (killed != 0) {
            down.add(System.nanoTime() - killed);
        }
        events = truth.confirmed();
    }

    /** In two lives of three everybody comes back first; in the third the kill comes at any time, also while they come. */
    private void liveUntilTheKill(int life, Crowd crowd) throws InterruptedException {
        int more = 1 + random.nextInt(EVENTS_PER_SECOND);
        if (life % 3 != 0) {
            converge(crowd);
            events = truth.confirmed();
            more = 1 + random.nextInt(EVENTS_PER_SECOND / 5);
        }
        int limit = events + more;
        Eventually.until(TO_CONVERGE, () -> limit + " events", () -> truth.confirmed() >= limit);
    }

    private void converge(Crowd crowd) throws InterruptedException {
        long begin = System.nanoTime();
        Eventually.until(
                TO_CONVERGE,
                () -> "an event of each service in " + truth.heads(),
                () -> truth.heads().size() == Publisher.SERVICES.size());
        Map<String, Position> heads = truth.heads();
        Eventually.until(TO_CONVERGE, () -> crowd.behind(heads), () -> crowd.hasReached(heads));
        back.add(System.nanoTime() - begin);
        converged++;
    }

    private void judge(Crowd crowd) {
        assertEquals(List.of(), truth.judge());
        crowd.requireSound();
        assertEquals(
                crowd.gaps(), crowd.gaps(GapReason.EPOCH), "with enough retention only a lost history makes a gap");
        // Who stood in n histories of both its services came through n - 1 gaps of each.
        assertTrue(crowd.fewestGaps() >= 2L * (converged - 1), crowd.fewestGaps() + " gaps of " + converged + " lives");
        assertTrue(truth.tally().unheard() > 0 && truth.tally().heard() > 0, "events died, and others did not");
    }

    private void report(Crowd crowd) {
        System.out.printf(
                "%d kills, %d clients, %d events a second: %s%n"
                        + "  clients heard %d events and %d gaps (fewest of one %d), %d reconnects, suppressed duplicates %d,"
                        + " losses in transit %d%n"
                        + "  kill to ready %s; ready to all converged %s%n",
                KILLS,
                CLIENTS,
                EVENTS_PER_SECOND,
                truth.tally(),
                crowd.events(),
                crowd.gaps(),
                crowd.fewestGaps(),
                crowd.sum(Statistics::reconnects),
                crowd.sum(Statistics::duplicates),
                crowd.sum(Statistics::lossesInTransit),
                down,
                back);
    }
}
