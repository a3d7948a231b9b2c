package dev.realtime.core.server;

import dev.realtime.core.Position;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How far a client has got in one channel (F1.20). A snapshot.
 *
 * @param head the channel's newest position
 * @param sent the position up to which everything was handed to the transport
 * @param delivered the position up to which the client says that its application has processed; null when it has not said so.
 *     Not to be trusted, but never beyond {@code sent} (protocol rule P6)
 */
public record ChannelProgress(
        Position head, Position sent, @Nullable Position delivered) {
    /**
     * How many publications the client's application has not processed yet, as far as the server knows.
     *
     * @return 0 or more; empty when the client has said nothing, or stands in another history
     */
    public OptionalLong lag() {
        if (delivered == null || !delivered.epoch().equals(head.epoch())) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Math.max(0, head.seq() - delivered.seq()));
    }
}
