package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The subscriptions of a channel, as a set that changes and a list that the fan-out walks. Thread-safe; its lock is a leaf. */
final class Audience {
    @GuardedBy("this")
    private final Set<Subscription> members = new LinkedHashSet<>();

    private volatile List<Subscription> copy = List.of(); // of the members; empty when outdated

    synchronized void add(Subscription subscription) {
        members.add(subscription);
        copy = List.of();
    }

    synchronized void remove(Subscription subscription) {
        members.remove(subscription);
        copy = List.of();
    }

    /** All members, copied once for all rounds until somebody comes or goes. */
    List<Subscription> all() {
        List<Subscription> known = copy;
        if (known.isEmpty()) {
            synchronized (this) {
                known = List.copyOf(members);
                copy = known;
            }
        }
        return known;
    }
}
