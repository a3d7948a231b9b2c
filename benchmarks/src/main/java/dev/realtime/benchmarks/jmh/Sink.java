package dev.realtime.benchmarks.jmh;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;

/** A transport that takes every frame at once and forgets it. One thread. */
final class Sink implements Transport {
    private int frames;
    private long bytes;

    @Override
    public void send(Frame frame, Completion completion) {
        frames++;
        bytes += frame.size();
        completion.onComplete(null);
    }

    @Override
    public void close(CloseReason reason) {}

    /** How many frames it took. */
    int frames() {
        return frames;
    }

    /** How many bytes it took. */
    long bytes() {
        return bytes;
    }
}
