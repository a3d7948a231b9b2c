package dev.realtime.core.broker;

import dev.realtime.core.GapReason;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import java.util.List;

/** What a buffer has for a cursor. */
public sealed interface Slice {
    /** The cursor is at the head. */
    Slice AT_HEAD = new AtHead();

    /**
     * What a broker's answer means for the cursor that was asked for.
     *
     * @param cursor the position that was read from
     * @param read the answer
     * @return the beginning of what follows, cut at the end of an epoch and at the size of a message
     */
    static Slice of(Position cursor, Read read) {
        if (read instanceof Read.Gap gap) {
            return new Outside(gap.reason());
        }
        List<Publication> publications = ((Read.Batch) read).publications();
        if (publications.isEmpty()) {
            Position head = read.head().position();
            boolean forked = !head.epoch().equals(cursor.epoch());
            return forked ? new Found(new LogRange(cursor, head, List.of())) : AT_HEAD;
        }
        String epoch = publications.get(0).position().epoch();
        int count = 0;
        int bytes = PublicationRing.ENVELOPE_BYTES;
        for (Publication publication : publications) {
            bytes += PublicationRing.jsonBytes(publication);
            boolean fits = count == 0 || bytes <= ReplayBuffer.MAX_RANGE_BYTES;
            if (!fits || !publication.position().epoch().equals(epoch)) {
                break;
            }
            count++;
        }
        Position end = publications.get(count - 1).position();
        return new Found(new LogRange(cursor, end, publications.subList(0, count)));
    }

    /**
     * What follows the cursor, or its beginning.
     *
     * @param range the publications
     */
    record Found(LogRange range) implements Slice {}

    /** Nothing follows the cursor yet. */
    record AtHead() implements Slice {}

    /**
     * The buffer does not reach the cursor.
     *
     * @param reason why, as far as this buffer knows
     */
    record Outside(GapReason reason) implements Slice {}
}
