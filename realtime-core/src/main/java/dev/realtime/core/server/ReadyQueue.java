package dev.realtime.core.server;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one connection that have something to send, in the order of their turns; those of a higher priority go first,
 * but nobody is passed over more than eight times in a row (F1.16). Its owner guards it.
 */
final class ReadyQueue {
    private static final int MAX_PASSED_OVER = 8;

    private final ArrayDeque<Subscription> queue = new ArrayDeque<>(2);
    private int passedOver; // turns in a row in which the first of the queue was not taken

    /** Gives a subscription a turn; false when it has one already. */
    boolean add(Subscription subscription) {
        if (subscription.queued) {
            return false;
        }
        subscription.queued = true;
        return queue.add(subscription);
    }

    void remove(Subscription subscription) {
        if (subscription.queued) {
            subscription.queued = false;
            queue.remove(subscription);
        }
    }

    /** Takes the next turn. The subscription leaves the queue before it is looked at, so that a later signal queues it again. */
    @Nullable Subscription poll() {
        Subscription first = queue.peek();
        if (first == null) {
            return null;
        }
        Subscription next = passedOver < MAX_PASSED_OVER ? mostUrgent(first) : first;
        passedOver = next == first ? 0 : passedOver + 1;
        remove(next);
        return next;
    }

    private Subscription mostUrgent(Subscription first) {
        Subscription most = first;
        for (Subscription subscription : queue) {
            if (subscription.priority().compareTo(most.priority()) < 0) {
                most = subscription;
            }
        }
        return most;
    }

    void clear() {
        queue.forEach(subscription -> subscription.queued = false);
        queue.clear();
    }
}
