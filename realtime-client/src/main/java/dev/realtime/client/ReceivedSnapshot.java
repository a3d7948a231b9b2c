package dev.realtime.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.realtime.core.Position;

/**
 * The state of a service as of a position, which makes up for a gap (protocol rule P12). Immutable, but for the payload, which
 * handlers only read.
 *
 * @param service whose state
 * @param position as of where: the position of the gap before it; what is published after it comes as events
 * @param data the payload; a JSON null where there is none
 */
public record ReceivedSnapshot(String service, Position position, JsonNode data) {
    /** Shows what and where, never the payload. */
    @Override
    public String toString() {
        return "ReceivedSnapshot[" + service + " " + position + "]";
    }
}
