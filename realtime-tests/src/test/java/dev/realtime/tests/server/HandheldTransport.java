package dev.realtime.tests.server;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A transport whose frames complete when the test says so. */
final class HandheldTransport implements Transport {
    private final List<String> sent = new ArrayList<>();
    private final ArrayDeque<Completion> open = new ArrayDeque<>();
    private int taken;
    private CloseReason closed;

    @Override
    public void send(Frame frame, Completion completion) {
        sent.add(RawClient.text(frame));
        open.add(completion);
    }

    @Override
    public void close(CloseReason reason) {
        closed = closed == null ? reason : closed;
    }

    /** Completes all frames, those too that are sent meanwhile. */
    void completeAll() {
        while (!open.isEmpty()) {
            open.remove().onComplete(null);
        }
    }

    /** Completes the frame in flight, if there is one; what is sent next stays in flight. */
    void complete() {
        if (!open.isEmpty()) {
            open.remove().onComplete(null);
        }
    }

    /** What has been sent since the last look. */
    List<String> take() {
        List<String> texts = List.copyOf(sent.subList(taken, sent.size()));
        taken = sent.size();
        return texts;
    }

    List<String> sent() {
        return List.copyOf(sent);
    }

    int closeCode() {
        return closed == null ? 0 : closed.code();
    }
}
