package dev.realtime.core.dedup;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers keys for a while: event ids at the client (F3.4), idempotency keys in a broker (F1.19). Bounded by count and by age;
 * the key that was put first goes first, and meeting it again does not renew it, so that a source that repeats itself for ever
 * is heard again. Not thread-safe: its owner guards it.
 *
 * @param <K> what is remembered
 * @param <V> what is remembered of it
 */
public final class DedupCache<K, V> {
    private record Seen<V>(V value, long expiresAt) {}

    private final int maxKeys;
    private final long ttlNanos;
    private final LinkedHashMap<K, Seen<V>> keys = new LinkedHashMap<>(); // in the order of expiry

    /**
     * An empty cache.
     *
     * @param maxKeys the most keys, at least 1
     * @param ttl how long a key is remembered; positive
     * @throws IllegalArgumentException if a bound is not positive
     */
    public DedupCache(int maxKeys, Duration ttl) {
        if (maxKeys < 1 || ttl.isNegative() || ttl.isZero()) {
            throw new IllegalArgumentException("maxKeys and ttl must be positive but were " + maxKeys + ", " + ttl);
        }
        this.maxKeys = maxKeys;
        this.ttlNanos = ttl.toNanos();
    }

    /**
     * Looks for a key.
     *
     * @param key the key
     * @param now the scheduler's {@code nanoTime}
     * @return what is remembered of it, or null
     */
    public @Nullable V get(K key, long now) {
        Seen<V> seen = keys.get(key);
        return seen == null || now - seen.expiresAt >= 0 ? null : seen.value;
    }

    /**
     * Remembers a key from now on.
     *
     * @param key the key
     * @param value what to remember of it
     * @param now the scheduler's {@code nanoTime}
     */
    public void put(K key, V value, long now) {
        Seen<V> seen = new Seen<>(value, now + ttlNanos);
        if (keys.put(key, seen) != null) {
            keys.remove(key); // it had expired: now it stands last
            keys.put(key, seen);
        }
        removeExpired(now);
        if (keys.size() > maxKeys) {
            Iterator<K> first = keys.keySet().iterator();
            first.next();
            first.remove();
        }
    }

    /**
     * Forgets what is too old.
     *
     * @param now the scheduler's {@code nanoTime}
     */
    public void removeExpired(long now) {
        Iterator<Seen<V>> oldest = keys.values().iterator();
        while (oldest.hasNext() && now - oldest.next().expiresAt >= 0) {
            oldest.remove();
        }
    }

    /**
     * How many keys are kept, expired ones that were not removed yet included.
     *
     * @return at most {@code maxKeys}
     */
    public int size() {
        return keys.size();
    }
}
