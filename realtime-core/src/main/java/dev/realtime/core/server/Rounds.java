package dev.realtime.core.server;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * When a channel's fan-out goes round: the one place of the batching rule (F1.8). Rounds of a channel never overlap. A quiet
 * channel goes at once. A third round in a row without a pause between means load: from then on the next one waits up to four
 * times as long as a round takes, so that the fan-out of a channel takes about a fifth of a thread, until a round ends with
 * nothing left to announce. Thread-safe.
 */
final class Rounds {
    /** What goes round. */
    interface Round {
        /** Announces all that there is. */
        void run();

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

    private static final int ROUNDS_BEFORE_LOAD = 2;
    private static final int LONGEST_WAIT = 4; // times the duration of a round

    private final Batching batching;
    private final Scheduler scheduler;
    private final Round round;
    private final AtomicReference<State> state = new AtomicReference<>(State.REST);
    private volatile Scheduler.Timer timer = Scheduler.Timer.NONE; // ends the window
    private int withoutPause; // rounds in a row; on the running round

    Rounds(Batching batching, Scheduler scheduler, Round round) {
        this.batching = batching;
        this.scheduler = scheduler;
        this.round = round;
    }

    /** There is more. Carries no data, may be merged, may come from any thread. */
    void signal() {
        while (true) {
            State now = state.get();
            if (now == State.RUNNING_MORE) {
                return;
            }
            if (now == State.RUNNING) {
                if (state.compareAndSet(State.RUNNING, State.RUNNING_MORE)) {
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
            if (!state.compareAndSet(State.REST, State.WAITING)) {
                return false;
            }
            openWindow(batching.window().toNanos());
            return true;
        }
        if (!state.compareAndSet(State.REST, State.RUNNING)) {
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
        if (round.unannounced() >= batching.count() && state.compareAndSet(State.WAITING, State.RUNNING)) {
            timer.cancel();
            scheduler.execute(this::run);
        }
    }

    private void endWindow() {
        if (state.compareAndSet(State.WAITING, State.RUNNING)) {
            run();
        }
    }

    private void first() {
        withoutPause = 0;
        run();
    }

    private void run() {
        state.set(State.RUNNING); // before the round: who publishes from here on begins another one
        long begun = scheduler.nanoTime();
        try {
            round.run();
        } finally {
            long took = scheduler.nanoTime() - begun;
            withoutPause++;
            if (!state.compareAndSet(State.RUNNING, State.REST)) {
                next(batching.fixed() ? batching.window().toNanos() - took : window(took));
            }
        }
    }

    /** How long the next round waits, as long as this one has left something to announce. */
    private long window(long took) {
        if (withoutPause < ROUNDS_BEFORE_LOAD) {
            return 0;
        }
        return Math.min(batching.window().toNanos(), LONGEST_WAIT * took);
    }

    private void next(long wait) {
        if (wait <= 0) {
            state.set(State.RUNNING);
            scheduler.execute(this::run); // let others have the thread
        } else {
            state.set(State.WAITING);
            openWindow(wait);
        }
    }
}
