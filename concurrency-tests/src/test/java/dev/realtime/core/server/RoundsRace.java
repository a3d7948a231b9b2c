package dev.realtime.core.server;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads publish and signal, and run the rounds. */
@JCStressTest
@Mutant(
        value = "a signal during a round is forgotten",
        of = Rounds.class,
        right = "if (STATE.compareAndSet(this, State.RUNNING, State.RUNNING_MORE)) {",
        wrong = "if (state == State.RUNNING) {")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Both publications were announced.")
@Outcome(id = ".*, 1", expect = FORBIDDEN, desc = "Two rounds ran at once.")
@Outcome(expect = FORBIDDEN, desc = "A publication was signalled, and no round announces it.")
@State
public class RoundsRace {
    private final Tasks tasks = new Tasks();
    private final Announcer announcer = new Announcer(tasks);
    private final Rounds rounds = new Rounds(Batching.ADAPTIVE, tasks, announcer);

    @Actor
    public void one() {
        publish();
    }

    @Actor
    public void two() {
        publish();
    }

    private void publish() {
        announcer.publish();
        rounds.signal();
        tasks.runAll();
    }

    @Arbiter
    public void look(II_Result result) {
        tasks.runAll();
        result.r1 = (int) announcer.unannounced();
        result.r2 = announcer.isOverlapped() ? 1 : 0;
    }
}
