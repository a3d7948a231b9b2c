package dev.realtime.core.server;

import dev.realtime.core.Entity;
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
    private final LogRange range;
    private final SharedFrame frame;
    private final Cursor end;
    private final boolean full;
    private final long since;

    /**
     * A range.
     *
     * @param full whether it could not be longer, whatever follows
     * @param since the {@code nanoTime} of what it was announced for
     */
    SharedRange(LogRange range, SharedFrame frame, boolean full, long since) {
        this.range = range;
        this.full = full;
        this.frame = frame;
        this.end = Cursor.at(range.end());
        this.since = since;
    }

    /** The part of a stretch of the log that somebody gets, told from where the client stands. */
    static LogRange select(LogRange log, RangeCache.Place place, boolean conflated) {
        List<Publication> publications = log.publications();
        if (!place.filter().isNone()) {
            publications = publications.stream()
                    .filter(publication -> place.filter().matches(publication.tags()))
                    .toList();
        }
        if (conflated && publications.size() > 1) {
            publications = conflate(publications);
        }
        return new LogRange(place.cursor().told(), log.end(), publications);
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

    /** Whether it is what somebody gets who stands at its beginning, when so much has been announced. */
    boolean isWhatComesNext(Position upTo) {
        Position last = end.scanned();
        return last.equals(upTo) || (full && last.epoch().equals(upTo.epoch()) && last.seq() < upTo.seq());
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
        List<Publication> all = range.publications();
        if (all.isEmpty() || all.get(0).seq() > seq) {
            return 0;
        }
        if (end.told().seq() <= seq) {
            return all.size(); // as mostly: it is asked for each connection
        }
        int count = 0;
        for (Publication publication : all) {
            count += publication.seq() <= seq ? 1 : 0;
        }
        return count;
    }

    SharedFrame frame() {
        return frame;
    }
}
