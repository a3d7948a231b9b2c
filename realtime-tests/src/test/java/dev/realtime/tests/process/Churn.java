package dev.realtime.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.Statistics;
import dev.realtime.core.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What wears a server out, at a steady rate: clients that come and go, connections that are cut, readers that are slow, filters that
 * change. Beside them are clients that stay and keep a ledger of every event.
 */
final class Churn implements AutoCloseable {
    private static final int STEADY = 20;
    private static final Duration TO_CONVERGE = Duration.ofSeconds(60);

    /** One thread for each kind, since some of them block. */
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);

    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final Random random = new Random(13);
    private final GateProxy proxy;
    private final Crowd crowd;
    private final Passers passers;
    private final SlowReaders slow;
    private final Choosers choosers;
    private volatile long cuts;

    /** Those with positions come through a proxy that cuts them; the others cut themselves. */
    Churn(int port) throws IOException {
        proxy = new GateProxy(port);
        crowd = new Crowd(proxy.port(), STEADY, Ledger.Witness.NOBODY);
        choosers = new Choosers(proxy.port(), problems);
        passers = new Passers(port, problems);
        slow = new SlowReaders(port);
    }

    /** Waits for those who stay, then begins. */
    void begin() throws InterruptedException {
        Eventually.until(TO_CONVERGE, () -> crowd.open() + " of " + STEADY + " are open", crowd::isOpen);
        every(100, passers::turn);
        every(200, slow::turn);
        every(250, choosers::turn);
        every(500, this::cut);
    }

    /** A turn that throws would be the last one, silently. */
    private void every(long millis, Runnable turn) {
        threads.scheduleWithFixedDelay(
                () -> {
                    try {
                        turn.run();
                    } catch (RuntimeException e) {
                        problems.add("a turn: " + e);
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }

    private void cut() {
        if (proxy.cutOne(random)) {
            cuts++; // on this thread only
        }
    }

    /** Nobody has lost an event silently, or twice; and everything that should happen happens. */
    void requireSound() {
        assertEquals(List.of(), List.copyOf(problems));
        assertEquals(List.of(), choosers.problems());
        crowd.requireSound();
    }

    /** Stops what comes and goes, and has those who stay converge. */
    void calm(ServerProcess server) throws InterruptedException {
        threads.shutdownNow();
        assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS), "all turns have ended");
        server.pace(0);
        Map<String, Position> heads = server.heads();
        Eventually.until(TO_CONVERGE, () -> crowd.behind(heads), () -> crowd.hasReached(heads));
        requireSound();
        assertTrue(cuts > 0 && passers.passed() > 0 && choosers.changes() > 0 && choosers.events() > 0, this::toString);
    }

    @Override
    public String toString() {
        return "%d came and went, %d cuts, %d reconnects of %d who stayed and heard %d events and %d gaps; %d changes of filters; %d slow readers, %d of them closed"
                .formatted(
                        passers.passed(),
                        cuts,
                        crowd.sum(Statistics::reconnects),
                        STEADY,
                        crowd.events(),
                        crowd.gaps(),
                        choosers.changes(),
                        slow.came(),
                        slow.closed());
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        passers.close();
        slow.close();
        choosers.close();
        crowd.close();
        proxy.close();
    }
}
