package dev.realtime.core.transport;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Pipe;
import dev.realtime.concurrency.Tasks;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who wakes, who completes, who closes, and whose time is up (architecture, section 6.3). */
class SendLoopInterleavingTest {
    private static final Frame FRAME = Frame.text("f");

    /** Has some frames, and notes whether two threads ask it at once. */
    private static final class Stock implements SendLoop.Source {
        final AtomicInteger left = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();
        private final AtomicBoolean busy = new AtomicBoolean();
        volatile boolean askedByTwo;

        @Override
        public Frame next() {
            if (!busy.compareAndSet(false, true)) {
                askedByTwo = true;
            }
            boolean some = left.get() > 0;
            if (some) {
                left.decrementAndGet();
            }
            busy.set(false);
            return some ? FRAME : null;
        }

        @Override
        public void onFailed(boolean stalled, Throwable cause) {
            failures.incrementAndGet();
        }
    }

    @Test
    @Mutant(
            value = "a send loop rests though it was woken",
            of = SendLoop.class,
            right = "return !STATE.compareAndSet(this, State.PULLING_WOKEN, State.PULLING);",
            wrong = "state = State.IDLE; return true;")
    void a_frame_never_waits_while_nobody_asks_for_it() {
        explore(() -> {
            Tasks tasks = new Tasks();
            Pipe pipe = new Pipe(true);
            Stock stock = new Stock();
            SendLoop loop = new SendLoop(pipe, stock, tasks);
            Runnable giver = () -> {
                stock.left.incrementAndGet();
                loop.wake();
            };

            together(giver, giver);
            tasks.runAll();

            assertEquals("ff", pipe.heard(), "a wake was lost");
            assertFalse(stock.askedByTwo, "two threads run the loop");
        });
    }

    @Test
    @Mutant(
            value = "a completion is overwritten while send returns",
            of = SendLoop.class,
            right = "if (STATE.compareAndSet(this, State.HANDING_OVER, State.IN_FLIGHT)) {",
            wrong = "state = State.IN_FLIGHT; if (state != State.CLOSED) {")
    void a_completion_that_comes_while_send_returns_is_not_lost_nor_doubled() {
        explore(() -> {
            Tasks tasks = new Tasks();
            Pipe pipe = new Pipe(false);
            Stock stock = new Stock();
            stock.left.set(2);
            SendLoop loop = new SendLoop(pipe, stock, tasks);

            together(loop::wake, pipe::complete, loop::wake);
            while (pipe.complete()) {
                tasks.runAll();
            }

            assertEquals("ff", pipe.heard(), "the loop stands still");
            assertFalse(stock.askedByTwo, "two threads run the loop");
            assertFalse(pipe.isOverlapped(), "two frames are under way");
        });
    }

    @Test
    @Mutant(
            value = "a closed send loop comes back",
            of = SendLoop.class,
            right = "if (now == State.CLOSED) { return false; }",
            wrong = "")
    @Mutant(
            value = "a closed send loop keeps the timer that is just set",
            of = SendLoop.class,
            right = "if (state == State.CLOSED) { timer.cancel(); }",
            wrong = "")
    void a_closed_loop_does_not_come_back_and_holds_no_timer() {
        explore(() -> {
            Tasks tasks = new Tasks();
            Pipe pipe = new Pipe(true);
            Stock stock = new Stock();
            stock.left.set(1);
            SendLoop loop = new SendLoop(pipe, stock, tasks);

            together(loop::wake, loop::close);
            tasks.runAll();
            String before = pipe.heard();
            stock.left.incrementAndGet();
            loop.wake();
            tasks.runAll();

            assertEquals(before, pipe.heard(), "it sends after it was closed");
            assertEquals(0, tasks.timers(), "a timer holds the connection");
        });
    }

    @Test
    @Mutant(
            value = "a send loop fails twice",
            of = SendLoop.class,
            right = "if (STATE.getAndSet(this, State.CLOSED) != State.CLOSED) {",
            wrong = "State before = state; state = State.CLOSED; if (before != State.CLOSED) {")
    void a_failure_is_told_once_when_the_time_is_up_as_the_frame_completes() {
        explore(() -> {
            Tasks tasks = new Tasks();
            Pipe pipe = new Pipe(false);
            Stock stock = new Stock();
            stock.left.set(1);
            SendLoop loop = new SendLoop(pipe, stock, tasks);
            loop.wake();
            tasks.pass(Duration.ofSeconds(31));

            together(pipe::complete, tasks::fireAll);

            assertEquals(1, stock.failures.get());
        });
    }
}
