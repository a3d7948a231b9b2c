package dev.realtime.core.server;

import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import java.util.concurrent.CompletionStage;

/**
 * The application's view of the state that a channel's events change (F1.17). Asked when a client has to be told of a gap: the
 * client then gets the state, and goes on live, without code of its own.
 *
 * <pre>{@code
 * (channel, head) -> CompletableFuture.completedFuture(new Snapshot(head, rooms.of(channel.org())))
 * }</pre>
 */
@FunctionalInterface
public interface SnapshotProvider {
    /**
     * Gives the state of a channel. Called on a worker, once for all clients that wait; it has 5 s. When it fails or is too
     * large, they are told of the gap alone. It may block, but four calls are under way at a time at most, those that take
     * longer than their 5 s too: the others wait, in their 5 s.
     *
     * @param channel which
     * @param head the newest position before the call. An application that changes its state before it publishes can look at
     *     the state now and answer with this position: what is in it already comes once more and sets the same values
     * @return the state and the position that it stands for, one that is still retained
     */
    CompletionStage<Snapshot> snapshot(Channel channel, Position head);
}
