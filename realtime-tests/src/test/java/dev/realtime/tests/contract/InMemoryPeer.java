package dev.realtime.tests.contract;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.InMemoryPipe;
import dev.realtime.testkit.contract.TransportContract.Peer;
import java.util.ArrayDeque;

/** One end of an in-memory pipe, played: sends one frame at a time. In virtual time. */
final class InMemoryPeer implements Peer {
    private final InMemoryPipe pipe;
    private final Transport end;
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
    private boolean sending;
    private CloseReason goodbye;

    InMemoryPeer(InMemoryPipe pipe, Transport end) {
        this.pipe = pipe;
        this.end = end;
    }

    @Override
    public void send(Frame frame) {
        waiting.add(frame);
        if (!sending) {
            sendNext();
        }
    }

    private void sendNext() {
        Frame next = waiting.poll();
        sending = next != null;
        if (next != null) {
            end.send(next, failure -> sendNext());
        } else if (goodbye != null) {
            end.close(goodbye);
        }
    }

    @Override
    public void close(CloseReason reason) {
        goodbye = reason;
        if (!sending) {
            end.close(reason);
        }
    }

    @Override
    public void vanish() {
        pipe.cut();
    }

    @Override
    public void pause() {
        pipe.stall();
    }

    @Override
    public void resume() {
        pipe.resume();
    }
}
