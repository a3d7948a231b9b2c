package dev.realtime.client;

import dev.realtime.core.Position;
import java.time.Instant;
import java.util.List;

/**
 * Keys of what the application has cached and fetches again (protocol rule P13). It has a place in the channel, so it is not lost
 * and comes in order with the events of the service. Immutable.
 *
 * @param service the service that it came on
 * @param keys what to fetch again; unmodifiable, not empty
 * @param position where it stands in the channel
 * @param time when the broker accepted it, to the millisecond, by the server's clock
 */
public record Invalidation(String service, List<String> keys, Position position, Instant time) {
    /** Keeps a copy of the keys. */
    public Invalidation {
        keys = List.copyOf(keys);
    }
}
