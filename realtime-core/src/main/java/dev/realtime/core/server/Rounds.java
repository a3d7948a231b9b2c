package dev.realtime.core.server;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * When a channel's fan-out goes round: the one place of the batching rule (F1.8). Rounds of a channel never overlap. A quiet
 * channel goes at once. When of four rounds without a pause three had several publications, the channel is under load: from then
 * on the next round waits up to four times as long as one takes, so that the fan-out takes about a fifth of a thread, but no longer
 * than until a window after the last one began, or half a window. That ends when a round for each publication would do, or when a round leaves nothing to announce. Thread-safe.
 */
final class Rounds {
    /** What goes round. */
    interface Round {
        /** Announces all that there is; tells how many publications that were. */
        long run();

        /** How many publications are not announced yet. */
        long unannounced();
    }

    private enum State {
        /** Everything is announced. */
        REST,
        /** A window is open: more may come. */
        WAITING,
        /** A round runs, or will in a moment. */
        RUNNING,
        /** As before, and something came since it began. */
        RUNNING_MORE
    }

    private static final int LAST_ROUNDS = 0b1111;
    private static final int FULL_ROUNDS_OF_LOAD = 3; // of the last four
    private static final int LONGEST_WAIT = 4; // times the duration of a round

    private static final AtomicReferenceFieldUpdater<Rounds, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(Rounds.class, State.class, "state");

    private final Batching batching;
    private final Scheduler scheduler;
    private final Round round;
    private volatile State state = State.REST; // left by STATE, but by who runs the round
    private volatile Scheduler.Timer timer = Scheduler.Timer.NONE; // ends the window
    private int full; // on the running round; a bit for each of the last rounds without a pause that had several
    // publications
    private boolean underLoad; // on the running round
    private long begun; // on the running round; nanoTime

    Rounds(Batching batching, Scheduler scheduler, Round round) {
        this.batching = batching;
        this.scheduler = scheduler;
        this.round = round;
    }

    /** There is more. Carries no data, may be merged, may come from any thread. */
    void signal() {
        while (true) {
            State now = state;
            if (now == State.RUNNING_MORE) {
                return;
            }
            if (now == State.RUNNING) {
                if (STATE.compareAndSet(this, State.RUNNING, State.RUNNING_MORE)) {
                    return;
                }
            } else if (now == State.WAITING) {
                endWindowIfFull();
                return;
            } else if (begin()) {
                return;
            }
        }
    }

    private boolean begin() {
        if (batching.fixed()) {
            if (!STATE.compareAndSet(this, State.REST, State.WAITING)) {
                return false;
            }
            openWindow(batching.window().toNanos());
            return true;
        }
        if (!STATE.compareAndSet(this, State.REST, State.RUNNING)) {
            return false;
        }
        scheduler.execute(this::first);
        return true;
    }

    /** Called after WAITING is entered. */
    private void openWindow(long nanos) {
        timer = scheduler.schedule(Duration.ofNanos(nanos), this::endWindow);
        endWindowIfFull();
    }

    private void endWindowIfFull() {
        if (round.unannounced() >= batching.count() && STATE.compareAndSet(this, State.WAITING, State.RUNNING)) {
            timer.cancel();
            scheduler.execute(this::run);
        }
    }

    private void endWindow() {
        if (STATE.compareAndSet(this, State.WAITING, State.RUNNING)) {
            run();
        }
    }

    private void first() {
        full = 0;
        underLoad = false;
        run();
    }

    private void run() {
        state = State.RUNNING; // before the round: who publishes from here on begins another one
        long before = begun;
        begun = scheduler.nanoTime();
        long publications = 0;
        try {
            publications = round.run();
        } finally {
            long took = scheduler.nanoTime() - begun;
            look(publications, took, begun - before);
            if (!STATE.compareAndSet(this, State.RUNNING, State.REST)) {
                next(batching.fixed() ? batching.window().toNanos() - took : window(took));
            }
        }
    }

    /** Finds out whether the channel is under load: publications that came in a cycle would take longer than it, one by one. */
    private void look(long publications, long took, long cycle) {
        if (underLoad) {
            underLoad = publications * took > cycle;
            full = 0;
        } else {
            full = (full << 1 | (publications > 1 ? 1 : 0)) & LAST_ROUNDS;
            underLoad = Integer.bitCount(full) >= FULL_ROUNDS_OF_LOAD;
        }
    }

    /** How long the next round waits, as long as this one has left something to announce. */
    private long window(long took) {
        long window = batching.window().toNanos();
        return underLoad ? Math.min(LONGEST_WAIT * took, Math.max(window - took, window / 2)) : 0;
    }

    private void next(long wait) {
        if (wait <= 0) {
            state = State.RUNNING;
            scheduler.execute(this::run); // let others have the thread
        } else {
            state = State.WAITING;
            openWindow(wait);
        }
    }
}
