package dev.realtime.client;

import dev.realtime.core.Position;
import dev.realtime.core.dedup.DedupCache;
import dev.realtime.core.protocol.ServerMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows the events that were handed over lately (F3.4): 1,000 an org, for 5 minutes, of the 3 orgs used last. On the client's queue. */
final class SeenEvents {
    private static final int MAX_ORGS = 3;
    private static final int MAX_EVENTS = 1_000;
    private static final Duration TTL = Duration.ofMinutes(5);

    private sealed interface Key {}

    /** A service since it was last forgotten. */
    private record Era(String service, int forgotten) {}

    private record Named(Era era, @Nullable String entityType, String id) implements Key {}

    private record Placed(Era era, Position position, int index) implements Key {}

    private final LinkedHashMap<String, DedupCache<Key, Boolean>> orgs = new LinkedHashMap<>(8, 0.75f, true);
    private final Map<String, Integer> forgotten = new HashMap<>(); // by service: how often
    private DedupCache<Key, Boolean> current = cache("");

    /** Goes on with what is known of an org. */
    void useOrg(String org) {
        current = cache(org);
    }

    private DedupCache<Key, Boolean> cache(String org) {
        DedupCache<Key, Boolean> cache = orgs.computeIfAbsent(org, unknown -> new DedupCache<>(MAX_EVENTS, TTL));
        if (orgs.size() > MAX_ORGS) {
            Map.Entry<String, ?> eldest = orgs.entrySet().iterator().next();
            orgs.remove(eldest.getKey());
        }
        return cache;
    }

    /** What was handed over of a service is not known any more; the bounds remove it. */
    void forget(String service) {
        forgotten.merge(service, 1, Integer::sum);
    }

    /**
     * Remembers an event.
     *
     * @param service the service that it came on
     * @param event the event
     * @param position of its publication
     * @param index which one of the publication's events
     * @param now the scheduler's {@code nanoTime}
     * @return whether it was not known
     */
    boolean add(String service, ServerMessage.EventData event, Position position, int index, long now) {
        Era era = new Era(service, forgotten.getOrDefault(service, 0));
        Key key = event.id() == null
                ? new Placed(era, position, index)
                : new Named(era, event.entity() == null ? null : event.entity().type(), event.id());
        if (current.get(key, now) != null) {
            return false;
        }
        current.put(key, true, now);
        return true;
    }
}
