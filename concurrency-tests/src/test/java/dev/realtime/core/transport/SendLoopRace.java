package dev.realtime.core.transport;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Pipe;
import dev.realtime.concurrency.Tasks;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads have a frame each, and wake the loop. */
@JCStressTest
@Mutant(
        value = "a send loop rests though it was woken",
        of = SendLoop.class,
        right = "return !STATE.compareAndSet(this, State.PULLING_WOKEN, State.PULLING);",
        wrong = "state = State.IDLE; return true;")
@Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "Both frames went out.")
@Outcome(expect = FORBIDDEN, desc = "A wake was lost: a frame waits, and nobody asks for it.")
@State
public class SendLoopRace {
    private static final Frame FRAME = Frame.text("f");

    /** Has some frames. */
    private static final class Stock implements SendLoop.Source {
        final AtomicInteger left = new AtomicInteger();

        @Override
        public Frame next() {
            if (left.get() == 0) {
                return null;
            }
            left.decrementAndGet();
            return FRAME;
        }

        @Override
        public void onFailed(boolean stalled, Throwable cause) {
            throw new AssertionError(cause);
        }
    }

    private final Stock stock = new Stock();
    private final Pipe pipe = new Pipe(true);
    private final SendLoop loop = new SendLoop(pipe, stock, new Tasks());

    @Actor
    public void one() {
        give();
    }

    @Actor
    public void two() {
        give();
    }

    private void give() {
        stock.left.incrementAndGet();
        loop.wake();
    }

    @Arbiter
    public void look(II_Result result) {
        result.r1 = stock.left.get();
        result.r2 = pipe.heard().length();
    }
}
