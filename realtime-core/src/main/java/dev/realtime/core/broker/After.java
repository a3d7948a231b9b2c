package dev.realtime.core.broker;

import dev.realtime.core.Position;

/** Where a read begins. */
public sealed interface After {
    /** Nothing but the head is asked for. */
    After HEAD = new AtHead();

    /**
     * What follows a position.
     *
     * @param position the last one that the reader knows
     */
    record At(Position position) implements After {}

    /** Only where the channel stands. */
    record AtHead() implements After {}
}
