package dev.realtime.core.server;

import dev.realtime.core.GapReason;
import dev.realtime.core.LogRange;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription has to send before it goes on in the node's own log: what the broker had, or a loss with its snapshot. Rare, so
 * only those have one that need it. Its subscription guards it.
 */
final class Detour {
    final @Nullable LogRange settled; // what follows the cursor, where the node's own log does not reach back to it
    final @Nullable GapReason lost; // why the cursor cannot go on, until the client has been told, and has its snapshot
    Snapshots.@Nullable Taken snapshot; // for the gap that is to be told
    boolean answered; // by the snapshot provider, if only that it has none
    boolean snapshotDue; // the gap has been told, its snapshot comes next

    private Detour(@Nullable LogRange settled, @Nullable GapReason lost) {
        this.settled = settled;
        this.lost = lost;
    }

    static Detour settled(LogRange range) {
        return new Detour(range, null);
    }

    /** A loss, perhaps one that the client knows of and whose snapshot was promised to it; or nothing when there is none. */
    static @Nullable Detour lost(@Nullable GapReason reason, Snapshots.@Nullable Taken promised) {
        if (reason == null) {
            return null;
        }
        Detour detour = new Detour(null, reason);
        detour.snapshot = promised;
        detour.answered = promised != null;
        detour.snapshotDue = promised != null;
        return detour;
    }

    /** The snapshot that the client was told to come next, or null. */
    Snapshots.@Nullable Taken promised() {
        return snapshotDue ? snapshot : null;
    }
}
