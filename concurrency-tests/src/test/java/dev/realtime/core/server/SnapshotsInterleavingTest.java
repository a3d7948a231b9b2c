package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.exploreSome;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two clients with a gap in one channel (protocol rule P12). */
class SnapshotsInterleavingTest {
    private static final IllegalStateException NONE = new IllegalStateException("the application has none");

    @Tag("stress")
    @Test
    @Mutant(
            value = "two questions are under way",
            of = Snapshots.class,
            right = "synchronized (this) { if (asking != null) {",
            wrong = "{ if (asking != null) {")
    void one_question_is_under_way_at_a_time_and_whoever_asks_has_an_answer() {
        exploreSome(() -> {
            Room room = new Room();
            ChannelFeed feed = room.open(Room.FINANCE);
            Tasks tasks = room.tasks;
            AtomicInteger underWay = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            SnapshotProvider provider = (channel, head) -> {
                int now = underWay.incrementAndGet();
                most.set(Math.max(now, most.get()));
                CompletableFuture<Snapshot> answer = new CompletableFuture<>();
                tasks.execute(() -> {
                    underWay.decrementAndGet();
                    answer.completeExceptionally(NONE);
                });
                return answer;
            };
            Snapshots.Means means = new Snapshots.Means(null, tasks, Room.COUNTERS, new Questions(tasks));
            Snapshots snapshots = new Snapshots(feed, provider, means);
            AtomicReference<CompletionStage<?>> one = new AtomicReference<>();
            AtomicReference<CompletionStage<?>> two = new AtomicReference<>();

            together(() -> one.set(snapshots.take()), () -> two.set(snapshots.take()), tasks::runAll);
            tasks.runAll();

            assertTrue(one.get().toCompletableFuture().isDone(), "the first has no answer");
            assertTrue(two.get().toCompletableFuture().isDone(), "the second has no answer");
            assertEquals(1, most.get(), "questions at the same time");
        });
    }

    @Test
    @Mutant(
            value = "questions are counted in two steps",
            of = Questions.class,
            right = "if (running.compareAndSet(now, now + 1)) {",
            wrong = "running.set(now + 1); if (now >= 0) {")
    void four_calls_are_made_at_a_time_and_none_waits_for_ever() {
        explore(() -> {
            Tasks tasks = new Tasks();
            Questions questions = new Questions(tasks);
            AtomicInteger asked = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                questions.ask(asked::incrementAndGet);
            }

            together(() -> questions.ask(asked::incrementAndGet), () -> questions.ask(asked::incrementAndGet));

            assertEquals(4, tasks.count(), "workers that call the application");
            tasks.runAll();
            assertEquals(5, asked.get(), "a call is never made, or twice");
        });
    }
}
