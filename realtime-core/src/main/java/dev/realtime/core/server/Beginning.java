package dev.realtime.core.server;

import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription begins. Immutable.
 *
 * @param position the client's
 * @param lost why it cannot go on, or null
 * @param missed what it had missed then
 * @param promised the snapshot that the client has been told to come next, or null
 */
record Beginning(Position position, @Nullable GapReason lost, Missed missed, Snapshots.@Nullable Taken promised) {
    /** The client's position, or null where it has none that anybody could resume from (protocol rule P5). */
    @Nullable Position known() {
        return lost == GapReason.UNKNOWN_POSITION ? null : position;
    }
}
