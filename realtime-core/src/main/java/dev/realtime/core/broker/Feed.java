package dev.realtime.core.broker;

import dev.realtime.core.Channel;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** The channels that a node hears live. Idempotent and thread-safe. */
public interface Feed extends AutoCloseable {
    /**
     * Begins to hear channels.
     *
     * @param channels which
     * @return completes when every later append of them is heard
     */
    CompletionStage<Void> add(Collection<Channel> channels);

    /**
     * Ceases to hear channels.
     *
     * @param channels which
     * @return completes when the broker has confirmed it
     */
    CompletionStage<Void> remove(Collection<Channel> channels);

    /** Ceases to hear anything. */
    @Override
    void close();
}
