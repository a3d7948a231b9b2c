package dev.realtime.core.server;

import dev.realtime.core.Channel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Publishes for the upstreams, which open only for a client, so the server is set by then. Thread-safe. */
final class Sinks implements ChannelFeeds.Upstreams {
    private volatile @Nullable RealtimeServer server; // set once, before the first connection

    void serve(RealtimeServer newServer) {
        server = newServer;
    }

    @Override
    public Upstream.Sink sink(Channel channel) {
        return event -> Objects.requireNonNull(server).publish(channel, event);
    }
}
