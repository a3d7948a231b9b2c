package dev.realtime.benchmarks.target;

import dev.realtime.core.transport.Frame;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bare loop of one session: one frame in flight, the next one when it completes. A completion inside the call of send is iterated, not
 * recursed into. Thread-safe.
 */
final class RawSession implements SendHandler {
    private final RemoteEndpoint.Async remote;
    private final AtomicInteger wakes = new AtomicInteger();
    private Chain.Link<Frame> cursor; // of the thread that runs the loop
    private volatile boolean inFlight;
    private volatile boolean failed;

    RawSession(Session session, Chain.Link<Frame> cursor) {
        this.remote = session.getAsyncRemote();
        this.cursor = cursor;
    }

    /** There may be more. */
    void wake() {
        if (wakes.getAndIncrement() == 0) {
            run();
        }
    }

    private void run() {
        int seen = 1;
        while (seen != 0) {
            sendAll();
            seen = wakes.addAndGet(-seen);
        }
    }

    private void sendAll() {
        while (!inFlight && !failed) {
            Chain.Link<Frame> next = cursor.next();
            if (next == null) {
                return;
            }
            cursor = next;
            inFlight = true;
            send(next.value());
        }
    }

    private void send(Frame frame) {
        try {
            if (frame.isText()) {
                remote.sendText(frame.string(), this);
            } else {
                remote.sendBinary(frame.buffer(), this);
            }
        } catch (RuntimeException e) {
            failed = true; // the client is gone
        }
    }

    @Override
    public void onResult(SendResult result) {
        if (!result.isOK()) {
            failed = true;
        }
        inFlight = false;
        wake();
    }
}
