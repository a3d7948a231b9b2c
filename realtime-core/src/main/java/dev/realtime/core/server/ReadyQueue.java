package dev.realtime.core.server;

import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one connection that have something to send, in the order of their turns; those of a higher priority go first,
 * but the first of the queue is passed over eight times in a row at most, so who is the k-th has its turn within 9 k (F1.16). They are
 * linked by themselves: an empty queue takes no room. Its owner guards it.
 */
final class ReadyQueue {
    private static final int MAX_PASSED_OVER = 8;

    private @Nullable Subscription first;
    private @Nullable Subscription last; // null when the queue is empty
    private int passedOver; // turns in a row in which the first of the queue was not taken

    /** Gives a subscription a turn; false when it has one already. */
    boolean add(Subscription subscription) {
        if (subscription.queued) {
            return false;
        }
        subscription.queued = true;
        if (last == null) {
            first = subscription;
        } else {
            last.nextQueued = subscription;
        }
        last = subscription;
        return true;
    }

    void remove(Subscription subscription) {
        if (!subscription.queued) {
            return;
        }
        Subscription before = null;
        for (Subscription other = first; other != null && other != subscription; other = other.nextQueued) {
            before = other;
        }
        if (before == null) {
            first = subscription.nextQueued;
        } else {
            before.nextQueued = subscription.nextQueued;
        }
        last = last == subscription ? before : last;
        subscription.queued = false;
        subscription.nextQueued = null;
    }

    /** Takes the next turn. The subscription leaves the queue before it is looked at, so that a later signal queues it again. */
    @Nullable Subscription poll() {
        Subscription head = first;
        if (head == null) {
            return null;
        }
        Subscription next = passedOver < MAX_PASSED_OVER ? mostUrgent(head) : head;
        passedOver = next == head ? 0 : passedOver + 1;
        remove(next);
        return next;
    }

    private static Subscription mostUrgent(Subscription head) {
        Subscription most = head;
        for (Subscription other = head.nextQueued; other != null; other = other.nextQueued) {
            if (other.priority().compareTo(most.priority()) < 0) {
                most = other;
            }
        }
        return most;
    }

    void clear() {
        while (first != null) {
            remove(first);
        }
    }
}
