package dev.realtime.core.broker;

import dev.realtime.core.Channel;
import dev.realtime.core.Publication;
import java.util.Set;

/** Hears what a {@link Feed} hears. Called on the broker's threads, also concurrently for different channels; must not block. */
public interface FeedListener {
    /**
     * A publication was appended. Repeats, holes and old ones are allowed: the listener checks {@code seq}.
     *
     * @param channel where
     * @param publication what
     */
    void onPublication(Channel channel, Publication publication);

    /**
     * From here on publications may be missing.
     *
     * @param channels of which channels; empty for all
     * @param cause what happened
     */
    void onInterrupted(Set<Channel> channels, Throwable cause);

    /**
     * The feed is attached again; what was missed has to be read.
     *
     * @param channels of which channels; empty for all
     */
    void onRestored(Set<Channel> channels);
}
