package dev.realtime.tests.contract;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.util.function.Consumer;

/** A transport's listener that is told of the end in a way of its own. */
record TamperedEnd(Transport.Listener listener, Consumer<CloseReason> telling) implements Transport.Listener {
    @Override
    public void onFrame(Frame frame) {
        listener.onFrame(frame);
    }

    @Override
    public void onClosed(CloseReason reason) {
        telling.accept(reason);
    }
}
