package dev.realtime.tests.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.schedule.SerialQueue;
import dev.realtime.testkit.ManualScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks one after the other, in the order of their arrival. */
class SerialQueueTest {
    private final ManualScheduler time = ManualScheduler.inOrder();
    private final SerialQueue queue = new SerialQueue(time);
    private final List<Integer> ran = new ArrayList<>();

    @Test
    void tasks_run_in_the_order_of_their_arrival() {
        IntStream.range(0, 1_000).forEach(i -> queue.execute(() -> ran.add(i)));
        time.runReady();
        assertEquals(IntStream.range(0, 1_000).boxed().toList(), ran);
    }

    @Test
    void tasks_run_in_order_whatever_thread_is_first() {
        ManualScheduler shuffled = ManualScheduler.shuffled(new Random(1));
        SerialQueue other = new SerialQueue(shuffled);
        IntStream.range(0, 300).forEach(i -> {
            other.execute(() -> ran.add(i));
            shuffled.execute(() -> {});
        });
        shuffled.runReady();
        assertEquals(IntStream.range(0, 300).boxed().toList(), ran);
    }

    @Test
    void a_task_never_runs_on_the_stack_of_the_caller() {
        queue.execute(() -> ran.add(1));
        assertEquals(List.of(), ran);
    }

    @Test
    void a_task_that_is_added_by_a_task_runs_after_it() {
        queue.execute(() -> {
            queue.execute(() -> ran.add(2));
            ran.add(1);
        });
        queue.execute(() -> ran.add(3));
        time.runReady();
        assertEquals(List.of(1, 3, 2), ran);
    }

    @Test
    void a_task_that_throws_does_not_stop_the_others() {
        queue.execute(() -> ran.add(1));
        queue.execute(() -> {
            throw new IllegalStateException("thrown on purpose");
        });
        queue.execute(() -> ran.add(3));
        assertThrows(IllegalStateException.class, time::runReady);
        time.runReady();
        assertEquals(List.of(1, 3), ran);
    }

    @Test
    void an_error_does_not_stop_the_others() {
        queue.execute(() -> {
            throw new AssertionError("thrown on purpose");
        });
        queue.execute(() -> ran.add(2));
        assertThrows(AssertionError.class, time::runReady);
        time.runReady();
        assertEquals(List.of(2), ran);
    }

    @Test
    void the_queue_works_on_after_it_was_empty() {
        queue.execute(() -> ran.add(1));
        time.runReady();
        queue.execute(() -> ran.add(2));
        time.runReady();
        assertEquals(List.of(1, 2), ran);
    }

    @Test
    void many_tasks_let_others_have_the_thread() {
        IntStream.range(0, 1_000).forEach(i -> queue.execute(() -> ran.add(i)));
        int[] before = {0};
        time.execute(() -> before[0] = ran.size());
        time.runReady();
        assertTrue(before[0] < 1_000);
    }

    @Test
    void only_a_task_of_the_queue_is_current() {
        boolean[] inside = {false};
        boolean[] other = {true};
        queue.execute(() -> inside[0] = queue.isCurrent());
        new SerialQueue(time).execute(() -> other[0] = queue.isCurrent());
        time.runReady();
        assertTrue(inside[0]);
        assertFalse(other[0]);
        assertFalse(queue.isCurrent());
    }

    @Test
    void on_real_threads_tasks_are_never_concurrent_and_each_adder_keeps_its_order() throws InterruptedException {
        int adders = 4;
        int each = 5_000;
        AtomicInteger running = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(adders * each);
        List<List<Integer>> seen = IntStream.range(0, adders)
                .<List<Integer>>mapToObj(i -> new ArrayList<>())
                .toList();
        try (Scheduler threads = Scheduler.threads("queue-test")) {
            SerialQueue shared = new SerialQueue(threads);
            for (int adder = 0; adder < adders; adder++) {
                List<Integer> mine = seen.get(adder);
                threads.execute(() -> IntStream.range(0, each)
                        .forEach(i -> shared.execute(() -> {
                            overlaps.addAndGet(running.getAndIncrement());
                            mine.add(i);
                            running.decrementAndGet();
                            done.countDown();
                        })));
            }
            done.await();
        }
        assertEquals(0, overlaps.get());
        for (List<Integer> mine : seen) {
            assertEquals(IntStream.range(0, each).boxed().toList(), mine);
        }
    }
}
