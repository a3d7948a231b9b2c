package dev.realtime.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.realtime.core.Entity;
import dev.realtime.core.Position;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as it reached the client (protocol rule P8). Immutable, but for the payload, which handlers only read.
 *
 * @param service the service that it came on
 * @param position where its publication stands in the channel; events that were published together share it
 * @param time when the broker accepted it, to the millisecond, by the server's clock
 * @param tags what filters look at; unmodifiable
 * @param type what happened, such as {@code revenue_created}
 * @param id names this one occurrence, or null
 * @param entity what it is about, or null
 * @param data the payload; a JSON null where there is none
 */
public record ReceivedEvent(
        String service,
        Position position,
        Instant time,
        Map<String, String> tags,
        String type,
        @Nullable String id,
        @Nullable Entity entity,
        JsonNode data) {
    /** Keeps a copy of the tags. */
    public ReceivedEvent {
        tags = Map.copyOf(tags);
    }

    /** Shows what and where, never the payload. */
    @Override
    public String toString() {
        return "ReceivedEvent[" + type + " at " + service + " " + position + (id == null ? "" : ", id=" + id) + "]";
    }
}
