package dev.realtime.client;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.Filter;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** An application that changes its filter while its client closes, after which no task runs any more. */
class FilterChangesInterleavingTest {
    private static final Filter MINE = Filter.of("propertyId", 1);

    @Test
    @Mutant(
            value = "a filter change is noted after the client was found open",
            of = FilterChanges.class,
            right = "asked.add(change); if (closed) {",
            wrong = "boolean over = closed; asked.add(change); if (over) {")
    void no_change_is_left_without_an_answer() {
        explore(() -> {
            FilterChanges changes = new FilterChanges(new QueueClock(new Tasks()), Filter.NONE);
            AtomicReference<CompletionStage<Void>> answer = new AtomicReference<>();

            together(() -> answer.set(changes.change(MINE)), changes::close);

            assertTrue(answer.get().toCompletableFuture().isCompletedExceptionally(), "whoever asked waits for ever");
        });
    }
}
