package dev.realtime.tests.contract;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;

/** A good transport that sends or closes in a way of its own. */
record TamperedTransport(Transport good, Sending sending, Closing closing) implements Transport {
    @FunctionalInterface
    interface Sending {
        void send(Transport good, Frame frame, Completion completion);
    }

    @FunctionalInterface
    interface Closing {
        void close(Transport good, CloseReason reason);
    }

    @Override
    public void send(Frame frame, Completion completion) {
        sending.send(good, frame, completion);
    }

    @Override
    public void close(CloseReason reason) {
        closing.close(good, reason);
    }
}
