package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;

/**
 * The subscriptions of a channel, in no order, and a copy of them that the fan-out walks. Each knows its seat, so that one who goes
 * need not be looked for: the last one takes the seat. Thread-safe; its lock is a leaf.
 */
final class Audience {
    private static final int NOBODY = 0; // so that a channel without subscribers takes little room

    @GuardedBy("this")
    private final ArrayList<Subscription> members = new ArrayList<>(NOBODY);

    private volatile List<Subscription> copy = List.of(); // of the members; empty when outdated

    /** Adds one that is not there. */
    synchronized void add(Subscription subscription) {
        subscription.seat = members.size();
        members.add(subscription);
        copy = List.of();
    }

    /** Lets one go; no effect when it has gone before, or has never been there. */
    synchronized void remove(Subscription subscription) {
        int seat = subscription.seat;
        if (seat >= members.size() || members.get(seat) != subscription) {
            return;
        }
        Subscription last = members.remove(members.size() - 1);
        if (last != subscription) {
            members.set(seat, last);
            last.seat = seat;
        }
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
