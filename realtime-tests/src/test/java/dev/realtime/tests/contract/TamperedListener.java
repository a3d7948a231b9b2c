package dev.realtime.tests.contract;

import dev.realtime.core.Channel;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.FeedListener;
import java.util.Set;
import java.util.function.BiConsumer;

/** A feed's listener that is told of publications in a way of its own. */
record TamperedListener(FeedListener listener, BiConsumer<Channel, Publication> telling) implements FeedListener {
    @Override
    public void onPublication(Channel channel, Publication publication) {
        telling.accept(channel, publication);
    }

    @Override
    public void onInterrupted(Set<Channel> channels, Throwable cause) {
        listener.onInterrupted(channels, cause);
    }

    @Override
    public void onRestored(Set<Channel> channels) {
        listener.onRestored(channels);
    }
}
