package dev.realtime.core.server;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * When a channel's fan-out goes round: the one place of the batching rule (F1.8). Rounds of a channel never overlap. A quiet
 * channel goes at once. When of four rounds without a pause three had several publications, or came so fast that they deliver 100,000 times a second, the channel is under load: from then
 * on the next round waits up to four times what one costs in thread time, so that the fan-out takes about a fifth of a thread, but no longer
 * than until a window after the last one began, or half a window. That ends when a round for each publication would do, or when a round leaves nothing to announce. Thread-safe.
 */
final class Rounds {
    /** What goes round. */
    interface Round {
        /** Announces all that there is, on this thread and perhaps on more. */
        void run(Over over);

        /** How many publications are not announced yet. */
        long unannounced();
    }

    /** Hears that a round is over. */
    @FunctionalInterface
    interface Over {
        /** Called once, on any of the round's threads: how many publications were announced, to how many, by how many threads. */
        void after(long publications, int audience, int threads);
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
    private static final int LONGEST_WAIT = 4; // times what a round costs
    private static final long NANOS_PER_DELIVERY = 10_000; // 100,000 deliveries a second are load on any machine
    private static final long LONG_AGO = Duration.ofSeconds(1).toNanos(); // for the first round, which follows no other

    private static final AtomicReferenceFieldUpdater<Rounds, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(Rounds.class, State.class, "state");

    private final Batching batching;
    private final Scheduler scheduler;
    private final Round round;
    private volatile State state = State.REST; // left by STATE, but by who runs the round
    private volatile Scheduler.Timer timer = Scheduler.Timer.NONE; // ends the window
    // What follows is written on the running round, before the state says that it is over.
    private int full; // a bit for each of the last rounds without a pause that had several publications
    private boolean underLoad;
    private long begun; // nanoTime of the last round
    private long took; // by the clock
    private long cost; // of all its threads

    Rounds(Batching batching, Scheduler scheduler, Round round) {
        this.batching = batching;
        this.scheduler = scheduler;
        this.round = round;
        this.begun = scheduler.nanoTime() - LONG_AGO;
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
        long wait = batching.fixed() ? batching.window().toNanos() : restOfWindow();
        if (wait > 0 || batching.fixed()) {
            if (!STATE.compareAndSet(this, State.REST, State.WAITING)) {
                return false;
            }
            openWindow(wait);
            return true;
        }
        if (!STATE.compareAndSet(this, State.REST, State.RUNNING)) {
            return false;
        }
        scheduler.execute(this::first);
        return true;
    }

    /** The last round has left nothing; but when several threads had to do it, their next one may come too early. */
    private long restOfWindow() {
        long since = scheduler.nanoTime() - begun;
        return underLoad && since < cost ? took + window() - since : 0;
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
        if (scheduler.nanoTime() - begun >= cost) { // a pause; always so where one thread does it all
            full = 0;
            underLoad = false;
        }
        run();
    }

    private void run() {
        state = State.RUNNING; // before the round: who publishes from here on begins another one
        long now = scheduler.nanoTime();
        Turn turn = new Turn(now, now - begun);
        begun = now;
        boolean done = false;
        try {
            round.run(turn);
            done = true;
        } finally {
            if (!done) {
                turn.after(0, 0, 1); // it has failed, which the scheduler logs; the next one may not
            }
        }
    }

    /** One round, from its beginning to its end. */
    private final class Turn implements Over {
        private final long begun;
        private final long cycle; // since the one before began
        private final AtomicBoolean over = new AtomicBoolean();

        Turn(long begun, long cycle) {
            this.begun = begun;
            this.cycle = cycle;
        }

        @Override
        public void after(long publications, int audience, int threads) {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            took = scheduler.nanoTime() - begun;
            cost = took * threads;
            look(publications, cycle, audience * NANOS_PER_DELIVERY);
            if (!STATE.compareAndSet(Rounds.this, State.RUNNING, State.REST)) {
                next(batching.fixed() ? batching.window().toNanos() - took : window());
            }
        }
    }

    /** Finds out whether the channel is under load, when a publication every so many nanoseconds is as much as one by one may be. */
    private void look(long publications, long cycle, long fastest) {
        if (underLoad) {
            underLoad = publications * Math.max(took, fastest) > cycle;
            full = 0;
        } else {
            full = (full << 1 | (publications > 1 || cycle < fastest ? 1 : 0)) & LAST_ROUNDS;
            underLoad = Integer.bitCount(full) >= FULL_ROUNDS_OF_LOAD;
        }
    }

    /** How long after the last round the next one begins. */
    private long window() {
        long window = batching.window().toNanos();
        return underLoad ? Math.min(LONGEST_WAIT * cost, Math.max(window - took, window / 2)) : 0;
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
