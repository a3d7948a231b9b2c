package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Publishers that signal while rounds run, and windows that end (architecture, sections 2 and 6.6). */
class RoundsInterleavingTest {
    @Test
    @Mutant(
            value = "a signal during a round is forgotten",
            of = Rounds.class,
            right = "if (STATE.compareAndSet(this, State.RUNNING, State.RUNNING_MORE)) {",
            wrong = "if (state == State.RUNNING) {")
    @Mutant(
            value = "rounds rest in two steps",
            of = Rounds.class,
            right = "if (!STATE.compareAndSet(Rounds.this, State.RUNNING, State.REST)) {",
            wrong = "boolean more = state != State.RUNNING; if (!more) { state = State.REST; } if (more) {")
    @Mutant(
            value = "two signals begin two rounds",
            of = Rounds.class,
            right = "if (!STATE.compareAndSet(this, State.REST, State.RUNNING)) { return false; }",
            wrong = "if (state != State.REST) { return false; } state = State.RUNNING;")
    void whatever_is_signalled_is_announced_by_rounds_that_do_not_overlap() {
        explore(() -> {
            Tasks tasks = new Tasks();
            Announcer announcer = new Announcer(tasks);
            Rounds rounds = new Rounds(Batching.ADAPTIVE, tasks, announcer);
            Runnable publisher = () -> {
                announcer.publish();
                rounds.signal();
                tasks.runAll();
            };

            together(publisher, publisher);
            tasks.runAll();

            assertEquals(0, announcer.unannounced(), "a signal was lost");
            assertFalse(announcer.isOverlapped(), "rounds overlap");
        });
    }

    @Test
    @Mutant(
            value = "a window that is full ends twice",
            of = Rounds.class,
            right =
                    "if (round.unannounced() >= batching.count() && STATE.compareAndSet(this, State.WAITING, State.RUNNING)) {",
            wrong = "if (round.unannounced() >= batching.count() && state == State.WAITING) { state = State.RUNNING;")
    void a_window_that_is_full_as_it_ends_makes_one_round() {
        explore(() -> {
            Tasks tasks = new Tasks();
            Announcer announcer = new Announcer(tasks);
            Rounds rounds = new Rounds(Batching.fixed(Duration.ofMillis(10), 2), tasks, announcer);
            announcer.publish();
            rounds.signal();

            together(
                    () -> {
                        announcer.publish();
                        rounds.signal();
                        tasks.runAll();
                    },
                    () -> {
                        tasks.fireAll();
                        tasks.runAll();
                    });
            while (tasks.timers() > 0) {
                tasks.fireAll();
                tasks.runAll();
            }

            assertEquals(0, announcer.unannounced(), "a signal was lost");
            assertFalse(announcer.isOverlapped(), "rounds overlap");
        });
    }
}
