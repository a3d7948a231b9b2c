package dev.realtime.tests.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The scheduler of real time. It waits for events only, never for the clock. */
@Tag("real")
class ThreadsTest {
    private static Thread threadOf(Scheduler scheduler) {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        scheduler.execute(() -> thread.complete(Thread.currentThread()));
        return thread.join();
    }

    @Test
    void its_threads_are_daemons_with_its_name() {
        try (Scheduler scheduler = Scheduler.threads("sample")) {
            Thread thread = threadOf(scheduler);
            assertTrue(thread.isDaemon());
            assertTrue(thread.getName().startsWith("sample-"), thread.getName());
        }
    }

    @Test
    void a_delayed_task_runs_on_a_worker_and_not_before_its_time() {
        try (Scheduler scheduler = Scheduler.threads("sample")) {
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            long start = scheduler.nanoTime();
            scheduler.schedule(Duration.ofMillis(5), () -> thread.complete(Thread.currentThread()));
            assertTrue(thread.join().getName().contains("worker"), thread.join().getName());
            assertTrue(scheduler.nanoTime() - start >= 5_000_000);
        }
    }

    @Test
    void a_blocked_task_does_not_hold_up_timers() {
        try (Scheduler scheduler = Scheduler.threads("sample")) {
            CountDownLatch open = new CountDownLatch(1);
            scheduler.execute(() -> {
                try {
                    open.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            CompletableFuture<Boolean> ran = new CompletableFuture<>();
            scheduler.schedule(Duration.ZERO, () -> ran.complete(true));
            assertTrue(ran.join());
            open.countDown();
        }
    }

    @Test
    void tasks_that_block_on_a_future_when_all_workers_are_busy_just_wait() throws InterruptedException {
        try (Scheduler scheduler = Scheduler.threads("sample")) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            List<CompletableFuture<String>> asked = new ArrayList<>();
            CountDownLatch busy = new CountDownLatch(32);
            for (int i = 0; i < 100; i++) {
                CompletableFuture<String> one = new CompletableFuture<>();
                asked.add(one);
                scheduler.execute(() -> {
                    busy.countDown();
                    try {
                        one.complete(answer.join());
                    } catch (RuntimeException e) {
                        one.completeExceptionally(e);
                    }
                });
            }
            busy.await();
            answer.complete("yes");
            asked.forEach(one -> assertEquals("yes", one.join()));
        }
    }

    @Test
    void idle_workers_are_used_before_new_ones_start() {
        try (Scheduler scheduler = Scheduler.threads("sample")) {
            Set<Thread> threads = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                threads.add(threadOf(scheduler));
            }
            assertTrue(threads.size() < 32, "as many threads as there can be, for one task at a time");
        }
    }

    @Test
    void a_cancelled_timer_does_not_run() {
        try (Scheduler scheduler = Scheduler.threads("sample")) {
            List<String> ran = new ArrayList<>();
            CompletableFuture<Void> after = new CompletableFuture<>();
            Scheduler.Timer timer = scheduler.schedule(Duration.ofMillis(10), () -> ran.add("cancelled"));
            timer.cancel();
            scheduler.schedule(Duration.ofMillis(20), () -> after.complete(null));
            after.join();
            assertEquals(List.of(), ran);
        }
    }

    @Test
    void a_task_that_throws_hurts_no_other() {
        try (Scheduler scheduler = Scheduler.threads("sample")) {
            scheduler.execute(() -> {
                throw new IllegalStateException("thrown on purpose");
            });
            scheduler.schedule(Duration.ZERO, () -> {
                throw new IllegalStateException("thrown on purpose");
            });
            CompletableFuture<Boolean> ran = new CompletableFuture<>();
            scheduler.schedule(Duration.ofMillis(1), () -> ran.complete(true));
            assertTrue(ran.join());
        }
    }

    @Test
    void close_stops_its_threads() throws InterruptedException {
        Scheduler scheduler = Scheduler.threads("sample");
        Thread worker = threadOf(scheduler);
        scheduler.close();
        worker.join();
        assertFalse(worker.isAlive());
    }

    @Test
    void after_close_tasks_and_timers_are_dropped_without_an_exception() {
        Scheduler scheduler = Scheduler.threads("sample");
        scheduler.close();
        scheduler.execute(() -> {
            throw new IllegalStateException("never runs");
        });
        scheduler
                .schedule(Duration.ZERO, () -> {
                    throw new IllegalStateException("never runs");
                })
                .cancel();
    }

    @Test
    void executors_of_the_application_are_not_stopped_by_close() {
        ScheduledExecutorService own = Executors.newSingleThreadScheduledExecutor();
        Scheduler scheduler = Scheduler.of(own, own);
        assertNotEquals(Thread.currentThread(), threadOf(scheduler));
        scheduler.close();
        assertFalse(own.isShutdown());
        own.shutdownNow();
    }

    @Test
    void the_wall_clock_has_milliseconds() {
        try (Scheduler scheduler = Scheduler.threads("sample")) {
            assertEquals(0, scheduler.wallClock().getNano() % 1_000_000);
        }
    }
}
