package dev.realtime.core.server;

import java.util.Map;

/**
 * How far a client has got (F1.20). A snapshot.
 *
 * @param connection whose
 * @param channels by service: how far in each channel that it is subscribed to
 */
public record ConnectionProgress(ConnectionInfo connection, Map<String, ChannelProgress> channels) {
    /** Keeps a copy of the map. */
    public ConnectionProgress {
        channels = Map.copyOf(channels);
    }
}
