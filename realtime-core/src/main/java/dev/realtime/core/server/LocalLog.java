package dev.realtime.core.server;

import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Slice;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The buffer of a broker in this process: the truth itself, so there is nothing to copy and nothing to settle. */
final class LocalLog implements ChannelLog {
    private final ReplayBuffer buffer;
    private final FanOut fanOut;

    LocalLog(ReplayBuffer buffer, FanOut fanOut) {
        this.buffer = buffer;
        this.fanOut = fanOut;
    }

    @Override
    public CompletionStage<Void> open() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public ReplayBuffer known() {
        return buffer;
    }

    @Override
    public CompletionStage<Slice> settle(Position cursor) {
        return CompletableFuture.completedFuture(buffer.after(cursor, ReplayBuffer.MAX_RANGE_COUNT));
    }

    @Override
    public void onPublication(Publication publication) {
        fanOut.signal();
    }

    @Override
    public void onInterrupted() {}

    @Override
    public void onRestored() {
        fanOut.signal();
    }

    @Override
    public void close() {}
}
