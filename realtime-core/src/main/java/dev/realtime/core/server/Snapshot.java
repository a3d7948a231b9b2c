package dev.realtime.core.server;

import dev.realtime.core.Position;
import org.jspecify.annotations.Nullable;

/**
 * The state of a channel at a position (F1.17): what a client that missed publications starts again from. Immutable.
 *
 * @param position everything up to there is in it; publications after it follow
 * @param data anything that Jackson can serialise, at most 1 MiB as JSON, nested at most
 *     {@link dev.realtime.core.Publication#MAX_LEVELS} levels deep (protocol rule P18)
 */
public record Snapshot(Position position, @Nullable Object data) {
    /** Shows the position, never the data. */
    @Override
    public String toString() {
        return "Snapshot[" + position + "]";
    }
}
