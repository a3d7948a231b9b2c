package dev.realtime.core.broker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.Channel;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels that were looked at but never published to, oldest first, so that names that clients invent cost nothing: each org
 * may have some, then its oldest one goes. Thread-safe.
 */
final class UnusedChannels {
    static final int MAX_PER_ORG = 1_000;

    @GuardedBy("this")
    private final Map<String, LinkedHashSet<Channel>> byOrg = new HashMap<>();

    /** Adds a channel; gives the one to forget for it, or null. */
    synchronized @Nullable Channel add(Channel channel) {
        LinkedHashSet<Channel> channels = byOrg.computeIfAbsent(channel.org(), org -> new LinkedHashSet<>());
        channels.add(channel);
        if (channels.size() <= MAX_PER_ORG) {
            return null;
        }
        Iterator<Channel> oldest = channels.iterator();
        Channel first = oldest.next();
        oldest.remove();
        return first;
    }

    synchronized void remove(Channel channel) {
        LinkedHashSet<Channel> channels = byOrg.get(channel.org());
        if (channels != null) {
            channels.remove(channel);
            if (channels.isEmpty()) {
                byOrg.remove(channel.org());
            }
        }
    }
}
