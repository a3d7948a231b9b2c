package dev.realtime.testkit.contract;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * Waits for what must come and gives up after a limit, in real time on threads of its own or in virtual time. Thread-safe in real
 * time; virtual time belongs to the thread that made it.
 */
final class Patience implements AutoCloseable {
    private static final Duration MOMENT = Duration.ofMillis(2);
    private static final int REST_MOMENTS = 25;

    private final Duration limit;
    private final @Nullable ManualScheduler virtual; // null in real time
    private final Scheduler scheduler;

    private Patience(Duration limit, @Nullable ManualScheduler virtual) {
        this.limit = limit;
        this.virtual = virtual;
        this.scheduler = virtual == null ? Scheduler.threads("contract") : virtual;
    }

    static Patience real(Duration limit) {
        return new Patience(limit, null);
    }

    static Patience virtual(Duration limit) {
        return new Patience(limit, ManualScheduler.inOrder());
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Waits for a value; a failure and the limit fail the test. */
    <T> T get(String what, CompletionStage<T> stage) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(failed(what, unwrap(failure)));
            }
        });
        return settled(what, answer);
    }

    /** Waits for the end; gives why it failed, or null when it did not. */
    @Nullable Throwable outcome(String what, CompletionStage<?> stage) {
        List<Throwable> failures = new ArrayList<>(); // written before the answer completes
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure != null) {
                failures.add(unwrap(failure));
            }
            answer.complete(true);
        });
        settled(what, answer);
        return failures.isEmpty() ? null : failures.get(0);
    }

    private static AssertionError failed(String what, Throwable cause) {
        return cause instanceof AssertionError known
                ? known
                : new AssertionFailedError(what + " failed with " + cause, cause);
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    private <T> T settled(String what, CompletableFuture<T> answer) {
        if (virtual != null) {
            until(() -> what + " has an outcome", answer::isDone);
        }
        Scheduler.Timer timer = scheduler.schedule(
                limit,
                () -> answer.completeExceptionally(
                        new AssertionFailedError("not within " + limit + ": " + what + " has an outcome")));
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw failed(what, unwrap(e));
        } finally {
            timer.cancel();
        }
    }

    /** Looks again and again until something is so; says what was not so when it gives up. */
    void until(Supplier<String> what, BooleanSupplier condition) {
        Duration waited = Duration.ZERO;
        while (!condition.getAsBoolean()) {
            if (waited.compareTo(limit) >= 0) {
                throw new AssertionFailedError("not within " + limit + ": " + what.get());
            }
            pass(MOMENT);
            waited = waited.plus(MOMENT);
        }
    }

    /** A while in which nothing is expected, so that what must not come has time to come. */
    void rest() {
        for (int i = 0; i < REST_MOMENTS; i++) {
            pass(MOMENT);
        }
    }

    /** Lets time pass. */
    void pass(Duration time) {
        if (virtual != null) {
            virtual.advance(time);
            return;
        }
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        scheduler.schedule(time, () -> over.complete(true));
        over.join();
    }

    /** Does work on many threads that begin at the same moment; waits for all, and fails when one fails. */
    void together(int threads, IntConsumer work) {
        CountDownLatch start = new CountDownLatch(threads);
        List<CompletableFuture<Boolean>> ends = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            CompletableFuture<Boolean> end = new CompletableFuture<>();
            ends.add(end);
            scheduler.execute(() -> {
                try {
                    start.countDown();
                    start.await();
                    work.accept(thread);
                    end.complete(true);
                } catch (Throwable e) {
                    end.completeExceptionally(e); // told to the rule's thread
                }
            });
        }
        ends.forEach(end -> get("the work of a thread", end));
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
