package dev.realtime.core.broker;

import dev.realtime.core.GapReason;
import dev.realtime.core.Publication;
import java.util.List;

/** What a broker answers to a read. Taken from one snapshot: publications and head belong together. */
public sealed interface Read {
    /**
     * Where the channel stood.
     *
     * @return the head of the snapshot
     */
    Head head();

    /**
     * Exactly what follows the position, without a hole.
     *
     * @param publications oldest first
     * @param head where the channel stood
     * @param more whether the limit cut the list
     */
    record Batch(List<Publication> publications, Head head, boolean more) implements Read {}

    /**
     * What follows the position cannot be given in full.
     *
     * @param reason why
     * @param head where the channel stood
     */
    record Gap(GapReason reason, Head head) implements Read {}
}
