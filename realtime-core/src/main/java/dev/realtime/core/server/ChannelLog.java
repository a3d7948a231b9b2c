package dev.realtime.core.server;

import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Slice;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a node sees of a channel's log: the broker's own buffer, or a copy that follows it. */
sealed interface ChannelLog permits LocalLog, FollowedLog {
    /** Gets ready; completes when {@link #after} and {@link #head} can be used. Fails when the broker does not answer. */
    CompletionStage<Void> open();

    /** What this node knows of it; null until it is ready. */
    @Nullable ReplayBuffer known();

    default ReplayBuffer buffer() {
        ReplayBuffer opened = known();
        if (opened == null) {
            throw new IllegalStateException("not open yet");
        }
        return opened;
    }

    default Head head() {
        return buffer().head();
    }

    /** What follows a cursor, as far as this node knows, up to a position or the head. */
    default Slice after(Position cursor, int maxCount, @Nullable Position upTo) {
        return buffer().after(cursor, maxCount, upTo);
    }

    /** What follows a cursor, from a look at the truth that began after the call. Fails when the broker does not answer. */
    CompletionStage<Slice> settle(Position cursor);

    /** Hears the live feed; never blocks. */
    void onPublication(Publication publication);

    /** The live feed may have missed something. */
    void onInterrupted();

    /** The live feed is attached again. */
    void onRestored();

    /** Forgets what it keeps. */
    void close();
}
