package dev.realtime.core;

import java.util.List;

/**
 * A stretch of a channel's log: everything in (after, end]. Immutable. Its publications all belong to the epoch of
 * {@code end}; {@code after} is of an earlier epoch only at a fork (protocol rules P8, D5).
 *
 * @param after the position that the range follows
 * @param end the last position that it covers
 * @param publications what is in it, oldest first; empty at a fork with nothing new
 */
public record LogRange(Position after, Position end, List<Publication> publications) {
    /** Keeps a copy of the list, unless it is unmodifiable already. */
    public LogRange {
        publications = List.copyOf(publications);
    }
}
