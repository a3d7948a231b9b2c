package dev.realtime.core.schedule;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads add to a plain field, each by a task of one queue. */
@JCStressTest
@Mutant(
        value = "a serial queue rests without its lock",
        of = SerialQueue.class,
        right = "private synchronized @Nullable Runnable poll() {",
        wrong = "private @Nullable Runnable poll() {")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both tasks ran, and the second saw what the first did.")
@Outcome(expect = FORBIDDEN, desc = "A task waits and nobody runs the queue, or one did not see what the other did.")
@State
public class SerialQueueRace {
    private final Tasks tasks = new Tasks();
    private final SerialQueue queue = new SerialQueue(tasks);
    private int plain; // on the queue

    @Actor
    public void one() {
        queue.execute(() -> plain++);
        tasks.runAll();
    }

    @Actor
    public void two() {
        queue.execute(() -> plain++);
        tasks.runAll();
    }

    @Arbiter
    public void look(I_Result result) {
        tasks.runAll();
        result.r1 = plain;
    }
}
