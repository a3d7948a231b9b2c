package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of one channel that somebody is sending. Subscriptions hold the range that they send, this cache does not, but for the
 * last few of a round while it runs: when the last one has passed, it is gone. Thread-safe; its lock is a leaf.
 */
final class RangeCache {
    private static final int ROOM = 8;
    private static final WeakReference<SharedRange> NONE = new WeakReference<>(null);

    private volatile WeakReference<SharedRange> newest = NONE; // in most rounds the only one

    @GuardedBy("this")
    private final Map<SharedRange.Key, WeakReference<SharedRange>> all = new HashMap<>();

    @GuardedBy("this")
    private int room = ROOM; // when as many are there, those that are gone are taken out

    @GuardedBy("this")
    private final ArrayDeque<SharedRange> held = new ArrayDeque<>(1);

    @GuardedBy("this")
    private boolean holding;

    /** The range that somebody in the same place has asked for before. */
    @Nullable SharedRange find(Cursor cursor, Position upTo, Filter filter) {
        SharedRange known = newest.get();
        if (known != null && known.isFor(cursor, upTo, filter)) {
            return known;
        }
        synchronized (this) {
            return find(new SharedRange.Key(cursor, upTo, filter));
        }
    }

    @GuardedBy("this")
    private @Nullable SharedRange find(SharedRange.Key key) {
        WeakReference<SharedRange> known = all.get(key);
        return known == null ? null : known.get();
    }

    /** Keeps a range for others, unless somebody was faster: then gives theirs. */
    SharedRange share(SharedRange made, SharedRange.Key key) {
        synchronized (this) {
            SharedRange known = find(key);
            if (known != null) {
                return known;
            }
            if (all.size() >= room) {
                all.values().removeIf(reference -> reference.get() == null);
                room = Math.max(ROOM, 2 * all.size());
            }
            WeakReference<SharedRange> reference = new WeakReference<>(made);
            all.put(key, reference);
            newest = reference;
            hold(made);
            return made;
        }
    }

    @GuardedBy("this")
    private void hold(SharedRange made) {
        if (holding) {
            if (held.size() == ROOM) {
                held.remove();
            }
            held.add(made);
        }
    }

    /** A round begins, or ends: between, a quick client may have passed before the next one asks. */
    synchronized void hold(boolean during) {
        holding = during;
        held.clear();
    }
}
