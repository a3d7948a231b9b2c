package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import dev.realtime.core.schedule.Scheduler;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of one channel that somebody is sending, by where they begin. The subscriptions that send a range hold it; this cache
 * holds the last ones of a round until it is over, and a second longer where there were several: connections that are not in step
 * come for them. Then they are gone. Thread-safe; its lock is a leaf, under which only a timer is set.
 */
final class RangeCache {
    private static final int MOST_HELD = 32; // 2 MiB of JSON at most, but for publications above 64 KiB
    private static final int CLEANED_FROM = 16; // entries; so many that are gone do no harm
    private static final Duration HELD_FOR = Duration.ofSeconds(1);

    /** Where somebody stands, and what it wants. */
    record Place(Cursor cursor, Filter filter) {}

    private final Scheduler scheduler;
    private final ConcurrentMap<Place, WeakReference<SharedRange>> ranges = new ConcurrentHashMap<>(2);

    @GuardedBy("this")
    private @Nullable ArrayDeque<SharedRange> held; // null while nothing is

    @GuardedBy("this")
    private boolean duringRound;

    @GuardedBy("this")
    private boolean timerSet;

    RangeCache(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The range that somebody in the same place has asked for before, if it ends there or could not be longer. */
    @Nullable SharedRange find(Place place, Position upTo) {
        WeakReference<SharedRange> known = ranges.get(place);
        SharedRange range = known == null ? null : known.get();
        return range != null && range.isWhatComesNext(upTo) ? range : null;
    }

    /** Keeps a range for others, unless somebody was faster: then gives theirs. */
    SharedRange share(SharedRange made, Place place) {
        if (ranges.size() >= CLEANED_FROM) {
            ranges.values().removeIf(reference -> reference.get() == null);
        }
        WeakReference<SharedRange> reference = new WeakReference<>(made);
        WeakReference<SharedRange> known = ranges.putIfAbsent(place, reference);
        SharedRange other = known == null ? null : known.get();
        if (other != null && other.end().equals(made.end())) {
            return other;
        }
        if (known != null) {
            ranges.put(place, reference); // theirs is gone, or ends earlier
        }
        hold(made);
        return made;
    }

    private synchronized void hold(SharedRange range) {
        if (held != null) {
            if (held.size() == MOST_HELD) {
                held.remove();
            }
            held.add(range);
        }
    }

    /** A round begins: what is asked for is held. */
    synchronized void beginRound() {
        duringRound = true;
        held = held == null ? new ArrayDeque<>(2) : held;
    }

    /** The round is over. */
    synchronized void endRound() {
        duringRound = false;
        if (held == null || held.size() <= 1) {
            held = null;
        } else if (!timerSet) {
            timerSet = true;
            scheduler.schedule(HELD_FOR, this::letGo);
        }
    }

    private synchronized void letGo() {
        timerSet = false;
        if (!duringRound) {
            held = null;
        }
    }
}
