package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.exploreSome;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** An application that drains twice as the last client goes (F1.18). */
class DrainInterleavingTest {
    @Test
    @Mutant(
            value = "a server drains twice",
            of = Drain.class,
            right = "if (!drained.compareAndSet(null, done)) {",
            wrong = "if (drained.get() == null) { drained.set(done); } else {")
    void all_who_drain_wait_for_the_same_end_and_it_comes() {
        exploreSome(() -> {
            Tasks tasks = new Tasks();
            ConnectionPool pool = Room.pool(1);
            Node node = Room.node(pool, tasks);
            Connection last = Room.connection(node);
            pool.add(last, 0);
            Drain drain = new Drain(node);
            AtomicReference<CompletionStage<Void>> one = new AtomicReference<>();
            AtomicReference<CompletionStage<Void>> two = new AtomicReference<>();

            together(
                    () -> one.set(drain.begin(Duration.ZERO)),
                    () -> two.set(drain.begin(Duration.ZERO)),
                    () -> pool.remove(last));

            assertSame(one.get(), two.get(), "each waits for an end of its own");
            assertTrue(one.get().toCompletableFuture().isDone(), "the last one has gone, and nobody noticed");
        });
    }
}
