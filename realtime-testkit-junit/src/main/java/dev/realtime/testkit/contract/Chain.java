package dev.realtime.testkit.contract;

import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sends each frame when the one before has completed; iterates where completions come inline. Completions come from any thread. */
final class Chain implements Transport.Completion {
    private final Transport transport;
    private final Queue<Frame> frames;
    private final AtomicInteger completed = new AtomicInteger(); // and not yet followed by a send

    Chain(Transport transport, List<Frame> frames) {
        this.transport = transport;
        this.frames = new ConcurrentLinkedQueue<>(frames);
    }

    void start() {
        onComplete(null);
    }

    @Override
    public void onComplete(@Nullable Throwable failure) {
        if (failure != null || completed.getAndIncrement() > 0) {
            return;
        }
        do {
            Frame next = frames.poll();
            if (next != null) {
                transport.send(next, this);
            }
        } while (completed.decrementAndGet() > 0);
    }
}
