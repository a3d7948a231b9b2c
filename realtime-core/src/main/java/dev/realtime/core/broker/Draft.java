package dev.realtime.core.broker;

import dev.realtime.core.Entity;
import dev.realtime.core.Publication;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A publication that has no position yet.
 *
 * @param tags what filters look at
 * @param eventId the id of the occurrence, or null
 * @param entity what it is about, or null
 * @param kind what the payload is
 * @param payload the UTF-8 bytes of the JSON; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // as in Publication
public record Draft(
        Map<String, String> tags,
        @Nullable String eventId,
        @Nullable Entity entity,
        Publication.Kind kind,
        byte[] payload) {
    /** Keeps an unmodifiable view of the tags in their order. */
    public Draft {
        tags = tags.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /**
     * Events about no entity.
     *
     * @param tags what filters look at
     * @param eventId the id of the occurrence, or null
     * @param payload the UTF-8 bytes of the JSON array of the events
     * @return the draft
     */
    public static Draft events(Map<String, String> tags, @Nullable String eventId, byte[] payload) {
        return new Draft(tags, eventId, null, Publication.Kind.EVENTS, payload);
    }

    /** Shows the size, never the payload. */
    @Override
    public String toString() {
        return "Draft[" + payload.length + " bytes]";
    }
}
