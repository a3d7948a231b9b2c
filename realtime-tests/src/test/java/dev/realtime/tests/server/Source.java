package dev.realtime.tests.server;

import dev.realtime.core.Channel;
import dev.realtime.core.server.Upstream;
import java.util.ArrayList;
import java.util.List;

/** The application's bus, which remembers who opened and closed what. */
final class Source implements Upstream {
    final List<Channel> opened = new ArrayList<>();
    final List<Channel> closed = new ArrayList<>();
    final List<Sink> sinks = new ArrayList<>();
    boolean failsToOpen;
    boolean failsToClose;

    @Override
    public Handle open(Channel channel, Sink sink) {
        if (failsToOpen) {
            throw new IllegalStateException("the bus is down");
        }
        opened.add(channel);
        sinks.add(sink);
        return () -> {
            closed.add(channel);
            if (failsToClose) {
                throw new IllegalStateException("the bus is stuck");
            }
        };
    }
}
