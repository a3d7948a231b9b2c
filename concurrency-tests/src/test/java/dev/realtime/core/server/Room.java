package dev.realtime.core.server;

import dev.realtime.concurrency.Pipe;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.Channel;
import dev.realtime.core.Filter;
import dev.realtime.core.Identity;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.broker.Slice;
import dev.realtime.core.transport.Transport;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The parts of a server around its channels, on tasks that the test runs. Without JSON, which is not what is looked at. */
final class Room {
    static final Channel FINANCE = Channel.of("acme", "finance");
    static final Channel ROOMS = Channel.of("acme", "rooms");
    static final Counters COUNTERS =
            new Counters(); // made once: Lincheck takes its loop over the buckets for one without end
    static final ConnectionEvents EVENTS = new ConnectionEvents(COUNTERS, ServerListener.NONE);
    static final Draft DRAFT = Draft.events(Map.of(), null, new byte[] {'[', ']'});

    private static final Identity MARIA = Identity.of("acme", "maria");
    private static final ConnectionInfo INFO = new ConnectionInfo("1", MARIA, null);
    private static final Duration HEARTBEAT = Duration.ofSeconds(25);
    private static final Field RANGES;

    static {
        try {
            RANGES = FanOut.class.getDeclaredField("ranges");
        } catch (NoSuchFieldException e) {
            throw new ExceptionInInitializerError(e);
        }
        RANGES.setAccessible(true);
    }

    private static final class Listener implements Outbound.Listener {
        @Override
        public ConnectionInfo info() {
            return INFO;
        }

        @Override
        public ConnectionEvents events() {
            return EVENTS;
        }

        @Override
        public void onAnswered() {}

        @Override
        public void onFault(RuntimeException fault) {
            throw new AssertionError("a step failed", fault);
        }

        @Override
        public void onFailed(boolean stalled, Throwable cause) {
            throw new AssertionError("sending failed", cause);
        }
    }

    final Tasks tasks = new Tasks();
    final AtomicInteger opened = new AtomicInteger(); // upstreams
    final AtomicInteger closed = new AtomicInteger();
    final InMemoryBroker broker = new InMemoryBroker(Retention.DEFAULT, tasks, () -> 0);
    final ChannelFeeds feeds;

    Room() {
        FanOut.Means means = new FanOut.Means(tasks, COUNTERS, new Replays(tasks, 1), HEARTBEAT, 2);
        ChannelFeeds.Sources sources = new ChannelFeeds.Sources(broker, this::openUpstream, channel -> null);
        ChannelFeeds.Settings settings =
                new ChannelFeeds.Settings(tasks, null, Duration.ofSeconds(30), channel -> ChannelOptions.DEFAULT);
        feeds = new ChannelFeeds(sources, settings, means, null);
    }

    private Upstream.Handle openUpstream(Channel channel, Upstream.Sink sink) {
        opened.incrementAndGet();
        return closed::incrementAndGet;
    }

    /** A channel that somebody is interested in. */
    ChannelFeed open(Channel channel) {
        ChannelFeed feed = feeds.retain(channel).feed();
        tasks.runAll();
        return feed;
    }

    void publish(Channel channel) {
        publish(channel, DRAFT);
    }

    void publish(Channel channel, Draft draft) {
        broker.append(channel, draft, AppendOptions.NONE);
    }

    Outbound outbound(Transport transport) {
        return new Outbound(transport, tasks, new Listener());
    }

    static ConnectionPool pool(int cap) {
        return new ConnectionPool(Limits.DEFAULT.connectionsPerUser(cap), HEARTBEAT);
    }

    /** What connections of a server without channels share. */
    static Node node(ConnectionPool pool, Tasks tasks) {
        Access access = new Access(null, tasks);
        return new Node(access, Limits.DEFAULT, HEARTBEAT, pool, null, COUNTERS, tasks, new Chance(() -> 0));
    }

    /** A connection of maria of acme, which has said nothing yet. */
    static Connection connection(Node node) {
        return new Connection(node, new Pipe(true), MARIA, EVENTS);
    }

    static Position at(ChannelFeed feed, long seq) {
        return feed.log().head().position().at(seq);
    }

    /** A subscription that begins before the first publication. */
    static Subscription begin(ChannelFeed feed, Outbound outbound, Missed missed) {
        return new Subscription(feed, outbound, new Beginning(at(feed, 0), null, missed, null), Filter.NONE);
    }

    /**
     * The range of the first publication, as if somebody had encoded it before.
     *
     * @param text what is sent for it
     * @return to be held as long as it is to be found
     */
    static SharedRange encoded(ChannelFeed feed, String text) {
        Position end = at(feed, 1);
        LogRange log = new LogRange(at(feed, 0), end, List.of(publication(end)));
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        SharedRange range = new SharedRange(log, new SharedFrame(() -> json, COUNTERS), false, 0);
        try {
            RangeCache cache = (RangeCache) RANGES.get(feed.fanOut());
            return cache.share(range, new RangeCache.Place(Cursor.at(log.after()), Filter.NONE));
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    static Publication publication(Position position) {
        return new Publication(position, Instant.EPOCH, Map.of(), null, null, Publication.Kind.EVENTS, DRAFT.payload());
    }

    /** How many publications follow a position in a log. */
    static int count(ReplayBuffer log, Position after) {
        return log.after(after, 100) instanceof Slice.Found found
                ? found.range().publications().size()
                : 0;
    }
}
