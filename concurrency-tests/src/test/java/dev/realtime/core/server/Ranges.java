package dev.realtime.core.server;

import dev.realtime.core.Filter;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import java.util.List;

/** The first publication of a channel as a range, made anew for each who asks. */
final class Ranges {
    static final Position START = new Position("e", 0);
    static final Position END = new Position("e", 1);
    static final RangeCache.Place PLACE = new RangeCache.Place(Cursor.at(START), Filter.NONE);

    private static final LogRange LOG = new LogRange(START, END, List.of(Room.publication(END)));

    private Ranges() {}

    static SharedRange first() {
        return new SharedRange(LOG, new SharedFrame(() -> new byte[0], Room.COUNTERS), false, 0);
    }
}
