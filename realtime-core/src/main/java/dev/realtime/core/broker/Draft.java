package dev.realtime.core.broker;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A publication that has no position yet.
 *
 * @param tags what filters look at
 * @param eventId the id of the occurrence, or null
 * @param payload the UTF-8 bytes of the JSON array of its events; not copied, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // as in Publication
public record Draft(Map<String, String> tags, @Nullable String eventId, byte[] payload) {
    /** Keeps an unmodifiable view of the tags in their order. */
    public Draft {
        tags = tags.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /** Shows the size, never the payload. */
    @Override
    public String toString() {
        return "Draft[" + payload.length + " bytes]";
    }
}
