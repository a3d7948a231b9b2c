package dev.realtime.testkit.contract;

import dev.realtime.core.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A frame that was given to a transport. Thread-safe. */
final class Sent implements Transport.Completion {
    private final AtomicInteger completions = new AtomicInteger();
    private final List<Throwable> failures = new ArrayList<>(); // written before the completion is counted

    @Override
    public void onComplete(@Nullable Throwable failure) {
        if (failure != null) {
            failures.add(failure);
        }
        completions.incrementAndGet();
    }

    int completions() {
        return completions.get();
    }

    boolean isDone() {
        return completions.get() > 0;
    }

    List<Throwable> failures() {
        return isDone() ? failures : List.of();
    }
}
