package dev.realtime.core.server;

import dev.realtime.core.Entity;
import dev.realtime.core.Filter;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What follows a cursor for one filter, for all who stand there: filtered first, then conflated (protocol rule P9). Immutable but
 * for its frame, which is made on demand.
 */
final class SharedRange {
    /** Who asks: where it stands, and what it wants. Those who ask alike get the same range. */
    record Key(Cursor cursor, Position upTo, Filter filter) {}

    private final LogRange range;
    private final SharedFrame frame;
    private final Cursor end;
    private final long since;

    /** A range that was announced because of something that came at that {@code nanoTime}. */
    SharedRange(LogRange range, SharedFrame frame, long since) {
        this.range = range;
        this.frame = frame;
        this.end = Cursor.at(range.end());
        this.since = since;
    }

    /** The part of a stretch of the log that somebody gets, told from where the client stands. */
    static LogRange select(LogRange log, Key key, boolean conflated) {
        List<Publication> publications = log.publications();
        if (!key.filter().isNone()) {
            publications = publications.stream()
                    .filter(publication -> key.filter().matches(publication.tags()))
                    .toList();
        }
        if (conflated && publications.size() > 1) {
            publications = conflate(publications);
        }
        return new LogRange(key.cursor().told(), log.end(), publications);
    }

    /** Leaves out what a later publication about the same entity makes obsolete. */
    private static List<Publication> conflate(List<Publication> publications) {
        List<Publication> kept = new ArrayList<>(publications.size());
        Set<Entity> later = new HashSet<>();
        for (int i = publications.size() - 1; i >= 0; i--) {
            Entity entity = publications.get(i).entity();
            if (entity == null || later.add(entity)) {
                kept.add(publications.get(i));
            }
        }
        Collections.reverse(kept);
        return kept;
    }

    /** Where those stand who have got it. */
    Cursor end() {
        return end;
    }

    long since() {
        return since;
    }

    /** Whether nothing of it is for this filter. */
    boolean isWithheld() {
        return range.publications().isEmpty();
    }

    List<Publication> publications() {
        return range.publications();
    }

    /** How many of its publications have at most that sequence number. */
    int countUpTo(long seq) {
        int count = 0;
        if (end.told().seq() > seq
                && (isWithheld() || range.publications().get(0).seq() > seq)) {
            return 0;
        }
        for (Publication publication : range.publications()) {
            count += publication.seq() <= seq ? 1 : 0;
        }
        return count;
    }

    SharedFrame frame() {
        return frame;
    }
}
