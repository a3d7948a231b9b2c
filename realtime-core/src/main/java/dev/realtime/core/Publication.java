package dev.realtime.core;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One immutable entry of a channel. The payload is serialised once in its life; nobody may change the array's bytes. Two
 * publications are the same when they stand at the same position.
 *
 * @param position its place in the channel
 * @param time when the broker accepted it, to the millisecond
 * @param tags what filters look at; unmodifiable
 * @param eventId the id of its occurrence, or null
 * @param entity what it is about, or null: a later publication about the same may take its place (protocol rule P9)
 * @param kind what the payload is
 * @param payload the UTF-8 bytes of the JSON
 */
@SuppressWarnings(
        "ArrayRecordComponent") // the bytes go to thousands of connections: a copy per reader is what we avoid
public record Publication(
        Position position,
        Instant time,
        Map<String, String> tags,
        @Nullable String eventId,
        @Nullable Entity entity,
        Kind kind,
        byte[] payload) {
    /** What the payload of a publication is. */
    public enum Kind {
        /** The array of what happened: {@code [{"type":...,"data":...}]} (protocol rule P8). */
        EVENTS,
        /** The cache keys to fetch again: {@code {"keys":[...]}} (protocol rule P13). */
        INVALIDATE
    }

    /** The largest payload that a broker accepts, in bytes (protocol rule P18). */
    public static final int MAX_PAYLOAD_BYTES = 256 * 1024;

    /** How deep objects and arrays may nest in what an event or a snapshot carries (protocol rule P18). */
    public static final int MAX_LEVELS = 500;

    /**
     * Its sequence number.
     *
     * @return {@code position().seq()}
     */
    public long seq() {
        return position.seq();
    }

    /** Compares positions: there is one truth for a position (protocol rule D3). */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Publication that && position.equals(that.position);
    }

    @Override
    public int hashCode() {
        return position.hashCode();
    }

    /** Shows position and size, never the payload. */
    @Override
    public String toString() {
        return "Publication[" + position + ", " + payload.length + " bytes]";
    }
}
