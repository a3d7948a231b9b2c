package dev.realtime.core.schedule;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.OneAtATime;
import dev.realtime.concurrency.Tasks;
import org.junit.jupiter.api.Test;

/** Two threads that give tasks, and are workers themselves (architecture, section 6.4). */
class SerialQueueInterleavingTest {
    @Test
    @Mutant(
            value = "a serial queue rests without its lock",
            of = SerialQueue.class,
            right = "private synchronized @Nullable Runnable poll() {",
            wrong = "private @Nullable Runnable poll() {")
    @Mutant(
            value = "a serial queue runs for each task",
            of = SerialQueue.class,
            right = "if (running) {",
            wrong = "if (first != last) {")
    void no_task_waits_for_ever_and_none_runs_beside_another_or_before_its_turn() {
        explore(() -> {
            Tasks tasks = new Tasks();
            SerialQueue queue = new SerialQueue(tasks);
            OneAtATime lane = new OneAtATime();

            together(
                    () -> {
                        queue.execute(() -> lane.visit("a"));
                        queue.execute(() -> lane.visit("b"));
                        tasks.runAll();
                    },
                    () -> {
                        queue.execute(() -> lane.visit("c"));
                        tasks.runAll();
                    });
            tasks.runAll();

            String done = lane.done();
            assertEquals(3, done.length(), "a task waits, and nobody runs the queue: " + done);
            assertTrue(done.indexOf('a') < done.indexOf('b'), "one thread's tasks changed their order: " + done);
            assertFalse(lane.isOverlapped(), "two tasks ran at once");
        });
    }
}
