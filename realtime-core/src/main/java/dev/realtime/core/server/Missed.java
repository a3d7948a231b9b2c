package dev.realtime.core.server;

import dev.realtime.core.Position;
import java.util.function.IntConsumer;

/**
 * What a client had missed of one channel when it subscribed, how much of it has gone out, and whether it is its turn ({@link
 * Replays}). It goes on when the filter changes on the way. Called serially, by what is sent on one connection, but for {@link
 * #giveTurn}; only {@link #NOTHING} is shared, and never written to.
 */
final class Missed {
    /** Of a client that begins at the head. */
    static final Missed NOTHING = new Missed(new Position("-", 0), count -> {});

    private static final int MESSAGES_A_TURN = 8; // of up to 64 KiB
    private static final int ASKED = -1;

    private final Position upTo;
    private final IntConsumer onReplayed;
    private volatile int turn; // messages that may go out; 0 for none, or ASKED
    private int sent;
    private boolean caughtUp;

    /**
     * Everything up to the head of the ack.
     *
     * @param upTo the head
     * @param onReplayed hears once how many publications have gone out, if any did
     */
    Missed(Position upTo, IntConsumer onReplayed) {
        this.upTo = upTo;
        this.onReplayed = onReplayed;
        this.caughtUp = upTo.seq() == 0;
    }

    /** Whether some of it comes after a position. */
    boolean isAhead(Position scanned) {
        return !caughtUp && scanned.seq() < upTo.seq();
    }

    /** Takes a message of the turn, or asks for a turn. */
    boolean takeTurn(Subscription subscription) {
        int now = turn;
        if (now > 0) {
            turn = now - 1;
            return true;
        }
        if (now == 0) {
            turn = ASKED;
            subscription.feed().replays().ask(subscription);
        }
        return false;
    }

    /** It is the subscription's turn. */
    void giveTurn() {
        turn = MESSAGES_A_TURN;
    }

    /** Another subscription goes on: it asks for itself. */
    void forgetTurn() {
        if (!caughtUp) {
            turn = 0;
        }
    }

    /** The client was told of a gap, and goes on from there: of another history it has missed nothing. */
    void onGap(Position to) {
        if (!caughtUp && !to.epoch().equals(upTo.epoch())) {
            caughtUp = true;
        }
    }

    /** A range goes out; tells how many of its publications were missed. */
    int sent(SharedRange range) {
        if (caughtUp) {
            return 0;
        }
        int count = range.countUpTo(upTo.seq());
        sent += count;
        if (!isAhead(range.end().scanned())) {
            caughtUp = true;
            if (sent > 0) {
                onReplayed.accept(sent);
            }
        }
        return count;
    }
}
