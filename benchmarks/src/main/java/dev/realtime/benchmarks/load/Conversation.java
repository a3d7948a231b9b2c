package dev.realtime.benchmarks.load;

import org.jspecify.annotations.Nullable;

/** What one client says and answers in a {@link Dialect}. All calls come on the load client's thread. */
public interface Conversation {
    /** The upgrade is done: say what has to be said first, or be {@link Wire#subscribed} at once. */
    void onOpen(Wire wire);

    /** A message without events: an answer to a request, a ping of the protocol. */
    void onMessage(Message message, Wire wire);

    /** A message with events, after they were counted. The digest is what {@link Dialect#digest} made of it. */
    default void onEvents(Message message, @Nullable Object digest, Wire wire) {}
}
