package dev.realtime.client;

import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import org.jspecify.annotations.Nullable;

/**
 * Publications of a service that will not come (protocol rule P11). The application refetches what the service is about, unless a
 * snapshot follows; what is published after {@code position} comes as events. Immutable.
 *
 * @param service whose publications are missing
 * @param reason why; {@link GapReason#TRANSIT} is the client's own finding (protocol rule P10)
 * @param after the last position before the gap, or null where nobody knows
 * @param position where the service goes on
 * @param missed how many publications at most, before filters; null where nobody knows
 * @param snapshotFollows whether there is nothing to refetch: the next call for this service is that of its snapshot handler,
 *     or, where the snapshot does not come after all, one of a gap again. Always false for services without such a handler
 */
public record Gap(
        String service,
        GapReason reason,
        @Nullable Position after,
        Position position,
        @Nullable Long missed,
        boolean snapshotFollows) {}
