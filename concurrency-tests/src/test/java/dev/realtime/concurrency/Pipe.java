package dev.realtime.concurrency;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.util.concurrent.atomic.AtomicReference;

/** A transport that notes what it is given. A frame completes at once, or when some thread of the test says so. */
public final class Pipe implements Transport {
    private final boolean atOnce;
    private final AtomicReference<Completion> open = new AtomicReference<>();
    private volatile String heard = ""; // the sender's own: one frame is under way at a time
    private volatile boolean overlapped;

    /**
     * A pipe.
     *
     * @param atOnce whether a frame completes inside the call that sends it
     */
    public Pipe(boolean atOnce) {
        this.atOnce = atOnce;
    }

    @Override
    public void send(Frame frame, Completion completion) {
        if (open.getAndSet(completion) != null) {
            overlapped = true;
        }
        heard = heard + (char) frame.bytes()[0];
        if (atOnce) {
            complete();
        }
    }

    /** Completes the frame under way, if there is one; tells whether there was. */
    public boolean complete() {
        Completion completion = open.getAndSet(null);
        if (completion == null) {
            return false;
        }
        completion.onComplete(null);
        return true;
    }

    /** The first character of each frame. */
    public String heard() {
        return heard;
    }

    /** Whether a frame was given while another one was under way. */
    public boolean isOverlapped() {
        return overlapped;
    }

    @Override
    public void close(CloseReason reason) {}
}
