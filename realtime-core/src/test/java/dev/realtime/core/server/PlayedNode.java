package dev.realtime.core.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.core.Channel;
import dev.realtime.core.Filter;
import dev.realtime.core.Identity;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Broker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.broker.RetentionWatch;
import dev.realtime.core.protocol.EventWriter;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node that opens one channel, and connections to it. What is ready runs when the test says so. */
final class PlayedNode {
    static final Channel FINANCE = Channel.of("acme", "finance");

    final HandScheduler time;
    final ChannelFeeds feeds;
    final ChannelFeed feed;
    private final Counters counters = new Counters();

    /** The channel is being opened. */
    PlayedNode(HandScheduler time, Broker broker) {
        this.time = time;
        Duration grace = Duration.ofSeconds(15);
        feeds = new ChannelFeeds(
                new ChannelFeeds.Sources(broker, null, channel -> event -> {
                    throw new UnsupportedOperationException();
                }),
                new ChannelFeeds.Settings(
                        time, new RetentionWatch(Retention.DEFAULT, time), grace, channel -> ChannelOptions.DEFAULT),
                new FanOut.Means(time, counters, new Replays(time, 1), Duration.ofSeconds(30), 1),
                new EventWriter(new ObjectMapper()));
        feed = feeds.retain(FINANCE).feed();
        time.runReady();
    }

    /** A connection that takes every frame at once. */
    final class Ear implements Transport, Outbound.Listener {
        final Outbound outbound = new Outbound(this, time, this);
        final List<String> heard = new ArrayList<>();
        private final Runnable onHeard;

        /** Tells of each message of the channel. */
        Ear(Runnable onHeard) {
            this.onHeard = onHeard;
        }

        /** Begins at a position, or takes the place of what was there before. */
        Subscription subscribe(Beginning beginning) {
            Subscription subscription = new Subscription(feed, outbound, beginning, Filter.NONE);
            outbound.acknowledge("{}".getBytes(StandardCharsets.UTF_8), List.of(subscription), List.of());
            feed.fanOut().audience().add(subscription);
            subscription.signal();
            return subscription;
        }

        /** Begins at a position, with nothing missed before it. */
        Subscription subscribe(Position position) {
            return subscribe(new Beginning(position, null, Missed.NOTHING, null));
        }

        @Override
        public void send(Frame frame, Completion completion) {
            String text = new String(frame.bytes(), StandardCharsets.UTF_8);
            if (!text.equals("{}")) {
                heard.add(text);
                onHeard.run();
            }
            completion.onComplete(null);
        }

        @Override
        public void close(CloseReason reason) {}

        @Override
        public ConnectionInfo info() {
            return new ConnectionInfo("C", Identity.of("acme", "maria"), null);
        }

        @Override
        public ConnectionEvents events() {
            return new ConnectionEvents(counters, new ServerListener() {});
        }

        @Override
        public void onAnswered() {}

        @Override
        public void onFault(RuntimeException fault) {
            throw fault;
        }

        @Override
        public void onFailed(boolean stalled, @Nullable Throwable cause) {
            throw new IllegalStateException(cause);
        }
    }

    Ear ear() {
        return new Ear(() -> {});
    }
}
