package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of one channel that somebody is sending. The subscriptions that send a range hold it, and so does the round that is
 * under way; this cache does not: when the last one has passed, it is gone. Thread-safe.
 */
final class RangeCache {
    private static final int MOST_HELD = 32; // 2 MiB of JSON at most, but for publications above 64 KiB
    private static final int CLEANED_FROM = 16; // entries; so many that are gone do no harm

    private final ConcurrentMap<SharedRange.Key, WeakReference<SharedRange>> ranges = new ConcurrentHashMap<>(2);

    @GuardedBy("this")
    private @Nullable Queue<SharedRange> held; // only while a round is under way

    /** The range that somebody in the same place has asked for before. */
    @Nullable SharedRange find(SharedRange.Key key) {
        WeakReference<SharedRange> known = ranges.get(key);
        return known == null ? null : known.get();
    }

    /** Keeps a range for others, unless somebody was faster: then gives theirs. */
    SharedRange share(SharedRange made, SharedRange.Key key) {
        if (ranges.size() >= CLEANED_FROM) {
            ranges.values().removeIf(reference -> reference.get() == null);
        }
        WeakReference<SharedRange> reference = new WeakReference<>(made);
        WeakReference<SharedRange> known = ranges.putIfAbsent(key, reference);
        SharedRange other = known == null ? null : known.get();
        if (other != null) {
            return other;
        }
        if (known != null) {
            ranges.put(key, reference); // theirs is gone
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
        held = new ArrayDeque<>(2);
    }

    /** The round is over. */
    synchronized void endRound() {
        held = null;
    }
}
