package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
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

    private static final class Entry extends WeakReference<SharedRange> {
        final SharedRange.Key key;

        Entry(SharedRange range, SharedRange.Key key, ReferenceQueue<SharedRange> gone) {
            super(range, gone);
            this.key = key;
        }
    }

    private final ConcurrentMap<SharedRange.Key, Entry> entries = new ConcurrentHashMap<>(2);
    private final ReferenceQueue<SharedRange> gone = new ReferenceQueue<>();

    @GuardedBy("this")
    private @Nullable Queue<SharedRange> held; // only while a round is under way

    /** The range that somebody in the same place has asked for before. */
    @Nullable SharedRange find(SharedRange.Key key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.get();
    }

    /** Keeps a range for others, unless somebody was faster: then gives theirs. */
    SharedRange share(SharedRange made, SharedRange.Key key) {
        removeGone();
        Entry entry = new Entry(made, key, gone);
        Entry known = entries.putIfAbsent(key, entry);
        SharedRange other = known == null ? null : known.get();
        if (other != null) {
            return other;
        }
        if (known != null) {
            entries.put(key, entry); // theirs is gone
        }
        hold(made);
        return made;
    }

    private void removeGone() {
        for (Reference<?> reference = gone.poll(); reference != null; reference = gone.poll()) {
            if (reference instanceof Entry entry) {
                entries.remove(entry.key, entry);
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
        held = new ArrayDeque<>(2);
    }

    /** The round is over. */
    synchronized void endRound() {
        held = null;
    }
}
