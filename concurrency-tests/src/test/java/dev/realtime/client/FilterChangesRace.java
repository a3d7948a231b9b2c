package dev.realtime.client;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.Filter;
import java.util.concurrent.CompletionStage;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** An application changes its filter while its client closes, after which no task runs any more. */
@JCStressTest
@Mutant(
        value = "who changes a filter does not see that the client is closed",
        of = FilterChanges.class,
        right = "private volatile boolean closed;",
        wrong = "private boolean closed;")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Whoever asked has an answer.")
@Outcome(expect = FORBIDDEN, desc = "Whoever asked waits for ever.")
@State
public class FilterChangesRace {
    private static final Filter MINE = Filter.of("propertyId", 1);

    private final FilterChanges changes = new FilterChanges(new QueueClock(new Tasks()), Filter.NONE);
    private CompletionStage<Void> answer;

    @Actor
    public void change() {
        answer = changes.change(MINE);
    }

    @Actor
    public void close() {
        changes.close();
    }

    @Arbiter
    public void look(I_Result result) {
        result.r1 = answer.toCompletableFuture().isCompletedExceptionally() ? 1 : 0;
    }
}
