package dev.realtime.core.server;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a channel is delivered. Immutable; each method gives a copy with one option changed.
 *
 * <pre>{@code
 * RealtimeServer.builder().channels(channel -> switch (channel.service()) {
 *   case "rooms" -> ChannelOptions.DEFAULT.conflated().snapshots(rooms::snapshot);
 *   case "alarms" -> ChannelOptions.DEFAULT.priority(Priority.HIGH);
 *   default -> ChannelOptions.DEFAULT;
 * })
 * }</pre>
 *
 * @param batching how long publications may wait for others
 * @param priority which channel of a connection goes first
 * @param isConflated whether of several publications about the same entity in one message only the last is sent (F1.15)
 * @param snapshotProvider gives the state after a gap, or null
 */
public record ChannelOptions(
        Batching batching,
        Priority priority,
        boolean isConflated,
        @Nullable SnapshotProvider snapshotProvider) {
    /** Adaptive batching, normal priority, every publication, no snapshots. */
    public static final ChannelOptions DEFAULT = new ChannelOptions(Batching.ADAPTIVE, Priority.NORMAL, false, null);

    /** Checks that nothing is missing. */
    public ChannelOptions {
        Objects.requireNonNull(batching, "batching");
        Objects.requireNonNull(priority, "priority");
    }

    /**
     * Changes the batching.
     *
     * @param newBatching how long publications may wait for others
     * @return the changed options
     */
    public ChannelOptions batching(Batching newBatching) {
        return new ChannelOptions(newBatching, priority, isConflated, snapshotProvider);
    }

    /**
     * Changes the priority.
     *
     * @param newPriority which channel of a connection goes first
     * @return the changed options
     */
    public ChannelOptions priority(Priority newPriority) {
        return new ChannelOptions(batching, newPriority, isConflated, snapshotProvider);
    }

    /**
     * Sends of several publications about the same entity in one message only the last: for channels whose events say what an
     * entity is now, not what happened to it. Publications without entity all go.
     *
     * @return the changed options
     */
    public ChannelOptions conflated() {
        return new ChannelOptions(batching, priority, true, snapshotProvider);
    }

    /**
     * Sends the channel's state after a gap.
     *
     * @param provider asks the application for it
     * @return the changed options
     */
    public ChannelOptions snapshots(SnapshotProvider provider) {
        return new ChannelOptions(batching, priority, isConflated, Objects.requireNonNull(provider, "provider"));
    }
}
