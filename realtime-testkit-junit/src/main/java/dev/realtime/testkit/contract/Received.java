package dev.realtime.testkit.contract;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.opentest4j.AssertionFailedError;

/** Writes down what comes out of a pipe, and each breach of what a {@link Transport.Listener} is promised. Thread-safe. */
final class Received implements Transport.Listener {
    private static final int SPINS = 200; // so that calls that can overlap do

    private final AtomicBoolean called = new AtomicBoolean();

    @GuardedBy("this")
    private final List<Frame> frames = new ArrayList<>();

    @GuardedBy("this")
    private final List<CloseReason> ends = new ArrayList<>();

    @GuardedBy("this")
    private final List<String> breaches = new ArrayList<>();

    private volatile Consumer<Frame> reaction = frame -> {};

    /** What to do inside of the call, from here on. */
    void onEachFrame(Consumer<Frame> newReaction) {
        reaction = newReaction;
    }

    @Override
    public void onFrame(Frame frame) {
        boolean alone = enter("a frame");
        synchronized (this) {
            if (!ends.isEmpty()) {
                breaches.add("a frame was told after the end");
            }
            frames.add(frame);
        }
        reaction.accept(frame);
        leave(alone);
    }

    @Override
    public void onClosed(CloseReason reason) {
        boolean alone = enter("the end");
        synchronized (this) {
            if (!ends.isEmpty()) {
                breaches.add("the end was told again: " + reason);
            }
            ends.add(reason);
        }
        leave(alone);
    }

    private boolean enter(String what) {
        boolean alone = called.compareAndSet(false, true);
        if (!alone) {
            synchronized (this) {
                breaches.add(what + " was told during another call");
            }
        }
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
        }
        return alone;
    }

    private void leave(boolean alone) {
        if (alone) {
            called.set(false);
        }
    }

    synchronized int count() {
        return frames.size();
    }

    synchronized List<String> shown() {
        return frames.stream().map(Frames::show).toList();
    }

    synchronized boolean hasEnded() {
        return !ends.isEmpty();
    }

    synchronized int ends() {
        return ends.size();
    }

    synchronized CloseReason end() {
        if (ends.isEmpty()) {
            throw new AssertionFailedError("the pipe has not ended");
        }
        return ends.get(0);
    }

    synchronized List<String> breaches() {
        return List.copyOf(breaches);
    }
}
