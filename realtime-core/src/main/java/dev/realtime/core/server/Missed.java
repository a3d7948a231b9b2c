package dev.realtime.core.server;

import java.util.function.IntConsumer;

/**
 * What a client had missed of one channel when it subscribed, and how much of it has gone out. It goes on when the filter changes
 * on the way. Called serially, by what is sent on one connection; only {@link #NOTHING} is shared, and never written to.
 */
final class Missed {
    /** Of a client that begins at the head. */
    static final Missed NOTHING = new Missed(-1, count -> {});

    private final long upTo;
    private final IntConsumer onReplayed;
    private int sent;
    private boolean caughtUp;

    /**
     * Everything up to the head of the ack.
     *
     * @param upTo the sequence number of the head
     * @param onReplayed hears once how many publications have gone out, if any did
     */
    Missed(long upTo, IntConsumer onReplayed) {
        this.upTo = upTo;
        this.onReplayed = onReplayed;
        this.caughtUp = upTo < 0;
    }

    /** A range goes out; tells how many of its publications were missed. */
    int sent(SharedRange range) {
        if (caughtUp) {
            return 0;
        }
        int count = range.countUpTo(upTo);
        sent += count;
        if (range.end().scanned().seq() >= upTo) {
            caughtUp = true;
            if (sent > 0) {
                onReplayed.accept(sent);
            }
        }
        return count;
    }
}
