package dev.realtime.core.protocol;

import dev.realtime.core.Position;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a client wants to go on (protocol rules P4, P5).
 *
 * @param positions by service; services without one start at the head
 * @param lastSeq the original's scalar, or null; positions win
 */
public record Resume(
        Map<String, Position> positions, @Nullable Long lastSeq) {
    /** Start every service at its head. */
    public static final Resume NONE = new Resume(Map.of(), null);

    /** Keeps a copy of the positions. */
    public Resume {
        positions = Map.copyOf(positions);
    }

    /**
     * Go on at positions.
     *
     * @param positions by service
     * @return the resume
     */
    public static Resume at(Map<String, Position> positions) {
        return new Resume(positions, null);
    }
}
