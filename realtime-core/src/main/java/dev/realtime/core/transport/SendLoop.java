package dev.realtime.core.transport;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Pulls frames from a source while its transport is free: the only place where "busy" and "woken" exist, for both ends.
 *
 * <p>One frame is in flight at a time. A completion that comes on the calling stack is iterated, not recursed into, since
 * some containers complete inline without limit. A frame that takes longer than 30 s plus 1 s per 8 KiB, or whose
 * completion comes later than that, is stalled (close code 4480). Thread-safe.
 */
public final class SendLoop {
    /** Where the frames come from. All calls but {@link #onFailed} are serial. */
    public interface Source {
        /**
         * Takes the next frame. Must not block.
         *
         * @return the frame, or null when there is nothing to send now; {@link SendLoop#wake} has it asked again
         */
        @Nullable Frame next();

        /**
         * The transport did not take a frame in time, or failed. The loop sends nothing more. May be called while the send
         * call still runs, on any thread.
         *
         * @param stalled whether time ran out, as opposed to a failure
         * @param cause what happened, or null when time ran out
         */
        void onFailed(boolean stalled, @Nullable Throwable cause);
    }

    private enum State {
        /** Nothing to send, nothing in flight. */
        IDLE,
        /** A thread asks the source. */
        PULLING,
        /** As before, and somebody has woken the loop since: the source is asked again before the loop rests. */
        PULLING_WOKEN,
        /** The call of {@code send} runs. */
        HANDING_OVER,
        /** As before, and the frame has completed inline. */
        HANDED_OVER,
        /** {@code send} has returned; the completion comes later. It asks the source, so a wake has nothing to do. */
        IN_FLIGHT,
        /** No frame is sent any more. */
        CLOSED
    }

    private static final int FRAMES_PER_TURN = 32;
    private static final long BASE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long NANOS_PER_KIB = Duration.ofSeconds(1).toNanos() / 8;

    private static final AtomicReferenceFieldUpdater<SendLoop, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(SendLoop.class, State.class, "state");
    private static final AtomicIntegerFieldUpdater<SendLoop> WATCHED =
            AtomicIntegerFieldUpdater.newUpdater(SendLoop.class, "watched");

    private final Transport transport;
    private final Source source;
    private final Scheduler scheduler;
    private volatile State state = State.IDLE; // entered by STATE, but for CLOSED
    private volatile int watched; // 1 while a timer looks after the deadline; taken by WATCHED
    private volatile Scheduler.Timer timer = Scheduler.Timer.NONE; // that timer; only to cancel it
    private volatile long deadline; // nanoTime; of the frame in flight; written by the thread that sends

    /**
     * A loop at rest.
     *
     * @param transport takes the frames
     * @param source gives them
     * @param scheduler lends time and threads
     */
    public SendLoop(Transport transport, Source source, Scheduler scheduler) {
        this.transport = transport;
        this.source = source;
        this.scheduler = scheduler;
    }

    /** Says that the source may have something. Sends on the caller's thread when the transport is free. Never lost. */
    public void wake() {
        while (true) {
            State now = state;
            if (now == State.IDLE) {
                if (STATE.compareAndSet(this, State.IDLE, State.PULLING)) {
                    run();
                    return;
                }
            } else if (now != State.PULLING || STATE.compareAndSet(this, State.PULLING, State.PULLING_WOKEN)) {
                return;
            }
        }
    }

    /** Sends nothing more; a frame in flight is left to the transport. */
    public void close() {
        state = State.CLOSED;
        timer.cancel(); // else it would hold the connection for half a minute
    }

    private void run() {
        for (int i = 0; i < FRAMES_PER_TURN; i++) {
            if (!pullAndSend()) {
                return;
            }
        }
        scheduler.execute(this::run); // still PULLING: let others have the thread
    }

    /** Does one step; tells whether the calling thread still runs the loop. */
    private boolean pullAndSend() {
        Frame frame;
        try {
            frame = source.next();
        } catch (RuntimeException e) {
            fail(false, e);
            return false;
        }
        return frame == null ? !rest() : send(frame);
    }

    private boolean rest() {
        if (STATE.compareAndSet(this, State.PULLING, State.IDLE)) {
            return true;
        }
        return !STATE.compareAndSet(this, State.PULLING_WOKEN, State.PULLING); // otherwise CLOSED
    }

    private boolean send(Frame frame) {
        long limit = BASE_NANOS + frame.size() / 1024 * NANOS_PER_KIB;
        deadline =
                scheduler.nanoTime() + limit; // before the state, so that who sees a frame under way sees its deadline
        if (!enter(State.HANDING_OVER)) {
            return false;
        }
        if (watched == 0 && WATCHED.compareAndSet(this, 0, 1)) {
            checkIn(limit);
        }
        try {
            transport.send(frame, this::onComplete);
        } catch (RuntimeException e) {
            fail(false, e);
            return false;
        }
        if (STATE.compareAndSet(this, State.HANDING_OVER, State.IN_FLIGHT)) {
            return false;
        }
        return STATE.compareAndSet(this, State.HANDED_OVER, State.PULLING);
    }

    private boolean enter(State next) {
        while (true) {
            State now = state;
            if (now == State.CLOSED) {
                return false;
            }
            if (STATE.compareAndSet(this, now, next)) {
                return true;
            }
        }
    }

    private void onComplete(@Nullable Throwable failure) {
        if (failure != null) {
            fail(false, failure);
        } else if (scheduler.nanoTime() - deadline >= 0) {
            fail(true, null); // some containers report success when they give up
        } else if (!STATE.compareAndSet(this, State.HANDING_OVER, State.HANDED_OVER)
                && STATE.compareAndSet(this, State.IN_FLIGHT, State.PULLING)) {
            run();
        }
    }

    private void fail(boolean stalled, @Nullable Throwable cause) {
        if (STATE.getAndSet(this, State.CLOSED) != State.CLOSED) {
            source.onFailed(stalled, cause);
        }
    }

    private void checkDeadline() {
        if (!isSending()) {
            timer = Scheduler.Timer.NONE; // before the next line: then somebody else may set another
            watched = 0;
            if (!isSending() || !WATCHED.compareAndSet(this, 0, 1)) {
                return;
            }
        }
        long left = deadline - scheduler.nanoTime();
        if (left <= 0) {
            fail(true, null);
        } else {
            checkIn(left);
        }
    }

    private void checkIn(long nanos) {
        timer = scheduler.schedule(Duration.ofNanos(nanos), this::checkDeadline);
        if (state == State.CLOSED) {
            timer.cancel();
        }
    }

    private boolean isSending() {
        State now = state;
        return now == State.HANDING_OVER || now == State.IN_FLIGHT;
    }
}
