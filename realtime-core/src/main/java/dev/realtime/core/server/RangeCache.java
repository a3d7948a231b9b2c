package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of one channel that somebody is sending. Subscriptions hold the range that they send, this cache does not: when the
 * last one has passed, it is gone. Thread-safe; its lock is a leaf.
 */
final class RangeCache {
    private static final int SLOTS = 8;
    private static final WeakReference<SharedRange> NONE = new WeakReference<>(null);

    private volatile WeakReference<SharedRange> newest = NONE; // in most rounds the only one

    @GuardedBy("this")
    private final Queue<WeakReference<SharedRange>> others = new ArrayDeque<>(1);

    /** The range that somebody in the same place has asked for before. */
    @Nullable SharedRange find(Cursor cursor, Position upTo, Filter filter) {
        SharedRange known = newest.get();
        if (known != null && known.isFor(cursor, upTo, filter)) {
            return known;
        }
        synchronized (this) {
            return findOther(cursor, upTo, filter);
        }
    }

    @GuardedBy("this")
    private @Nullable SharedRange findOther(Cursor cursor, Position upTo, Filter filter) {
        Iterator<WeakReference<SharedRange>> all = others.iterator();
        while (all.hasNext()) {
            SharedRange known = all.next().get();
            if (known == null) {
                all.remove();
            } else if (known.isFor(cursor, upTo, filter)) {
                return known;
            }
        }
        return null;
    }

    /** Keeps a range for others, unless somebody was faster: then gives theirs. */
    SharedRange share(SharedRange made, SharedRange.Key key) {
        synchronized (this) {
            SharedRange known = findOther(key.cursor(), key.upTo(), key.filter());
            if (known != null) {
                return known;
            }
            if (others.size() == SLOTS) {
                others.remove();
            }
            WeakReference<SharedRange> reference = new WeakReference<>(made);
            others.add(reference);
            newest = reference;
            return made;
        }
    }
}
