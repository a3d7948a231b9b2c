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
    private static final long USED_FOR = Duration.ofSeconds(5).toNanos(); // after the last range

    /** Where somebody stands, and what it wants. */
    record Place(Cursor cursor, Filter filter) {}

    private final Scheduler scheduler;
    private volatile @Nullable ConcurrentMap<Place, WeakReference<SharedRange>>
            ranges; // set under the lock; null while nobody needs any
    private volatile long usedAt; // nanoTime of the last range
    private volatile int cleanedFrom = CLEANED_FROM; // entries; from twice those that were left on

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
        ConcurrentMap<Place, WeakReference<SharedRange>> all = ranges;
        WeakReference<SharedRange> known = all == null ? null : all.get(place);
        SharedRange range = known == null ? null : known.get();
        return range != null && range.isWhatComesNext(upTo) ? range : null;
    }

    /** Keeps a range for others, unless somebody was faster: then gives theirs. */
    SharedRange share(SharedRange made, Place place) {
        ConcurrentMap<Place, WeakReference<SharedRange>> all = all();
        if (all.size() >= cleanedFrom) {
            all.values().removeIf(reference -> reference.get() == null);
            cleanedFrom = Math.max(CLEANED_FROM, 2 * all.size());
        }
        WeakReference<SharedRange> reference = new WeakReference<>(made);
        WeakReference<SharedRange> known = all.merge(place, reference, RangeCache::better);
        SharedRange other = known == reference ? null : known.get();
        if (other != null) {
            return other;
        }
        hold(made);
        return made;
    }

    /** The one that is known, unless it is gone or ends earlier. */
    private static WeakReference<SharedRange> better(
            WeakReference<SharedRange> known, WeakReference<SharedRange> made) {
        SharedRange old = known.get();
        SharedRange now = made.get();
        return old != null && now != null && old.end().equals(now.end()) ? known : made;
    }

    private ConcurrentMap<Place, WeakReference<SharedRange>> all() {
        usedAt = scheduler.nanoTime();
        ConcurrentMap<Place, WeakReference<SharedRange>> all = ranges;
        if (all == null) {
            synchronized (this) {
                all = ranges == null ? new ConcurrentHashMap<>(2) : ranges;
                ranges = all;
                cleanedFrom = CLEANED_FROM;
            }
        }
        return all;
    }

    /** Forgets the ranges of a channel that is quiet by now; who still sends one keeps it. */
    void rest() {
        if (ranges != null && scheduler.nanoTime() - usedAt > USED_FOR) {
            synchronized (this) {
                ranges = null; // what somebody shares at this moment is shared with nobody else
            }
        }
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
