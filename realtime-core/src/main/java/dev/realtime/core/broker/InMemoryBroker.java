package dev.realtime.core.broker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.schedule.Scheduler;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;

/**
 * The default broker: order and memory in this process. What it keeps is gone with the process; the epochs of the next one tell
 * every client so. Answers on the calling thread. Thread-safe.
 */
public final class InMemoryBroker implements Broker, LocalBuffers {
    private static final String EPOCH_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-";
    private static final int EPOCH_LENGTH = 12; // 72 bits: never twice

    /** The log of one channel. Its lock is held while a key is looked up and its publication appended, and while it is read. */
    private static final class Log {
        final ReplayBuffer buffer;

        @GuardedBy("this")
        boolean forgotten;

        @GuardedBy("this")
        boolean published;

        Log(ReplayBuffer buffer) {
            this.buffer = buffer;
        }
    }

    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final RetentionWatch watch;
    private final ConcurrentMap<Channel, Log> logs = new ConcurrentHashMap<>();
    private final UnusedChannels unused = new UnusedChannels();
    private final List<LocalFeed> feeds = new CopyOnWriteArrayList<>();
    private final IdempotencyKeys keys;
    private volatile boolean closed;

    /**
     * An empty broker.
     *
     * @param retention how much past is kept
     * @param scheduler lends time; not closed by this broker
     * @param random makes the epochs; unpredictable in production
     */
    public InMemoryBroker(Retention retention, Scheduler scheduler, RandomGenerator random) {
        this.scheduler = scheduler;
        this.random = random;
        this.watch = new RetentionWatch(retention, scheduler);
        this.keys = new IdempotencyKeys(retention, scheduler);
    }

    @Override
    public CompletionStage<Appended> append(Channel channel, Draft draft, AppendOptions options) {
        if (closed) {
            return CompletableFuture.failedFuture(unavailable());
        }
        if (draft.payload().length > Publication.MAX_PAYLOAD_BYTES) {
            return CompletableFuture.failedFuture(new PublishException.Rejected("a publication has at most "
                    + Publication.MAX_PAYLOAD_BYTES + " bytes but this one has " + draft.payload().length));
        }
        while (true) {
            Log log = log(channel);
            Publication publication;
            synchronized (log) {
                if (log.forgotten) {
                    continue;
                }
                Position known = keys.find(channel, options.idempotencyKey());
                if (known != null) {
                    return CompletableFuture.completedFuture(new Appended(known, true));
                }
                if (!log.published) {
                    log.published = true;
                    unused.remove(channel);
                }
                publication = log.buffer.append(draft, scheduler.wallClock());
                keys.remember(channel, options.idempotencyKey(), publication.position());
            }
            feeds.forEach(feed -> feed.announce(channel, publication));
            return CompletableFuture.completedFuture(new Appended(publication.position(), false));
        }
    }

    @Override
    public CompletionStage<Read> read(Channel channel, After after, int limit) {
        if (closed) {
            return CompletableFuture.failedFuture(unavailable());
        }
        while (true) {
            Log log = log(channel);
            synchronized (log) { // or an append could come between the publications and the head
                if (!log.forgotten) {
                    return CompletableFuture.completedFuture(read(log.buffer, after, limit));
                }
            }
        }
    }

    private static Read read(ReplayBuffer buffer, After after, int limit) {
        if (!(after instanceof After.At at)) {
            return new Read.Batch(List.of(), buffer.head(), false);
        }
        Slice slice = buffer.after(at.position(), limit);
        Head head = buffer.head();
        if (slice instanceof Slice.Outside outside) {
            return new Read.Gap(outside.reason(), head);
        }
        if (slice instanceof Slice.Found found) {
            boolean more = !found.range().end().equals(head.position());
            return new Read.Batch(found.range().publications(), head, more);
        }
        return new Read.Batch(List.of(), head, false);
    }

    @Override
    public ReplayBuffer buffer(Channel channel) {
        while (true) {
            Log log = log(channel);
            synchronized (log) {
                if (!log.forgotten) {
                    return log.buffer;
                }
            }
        }
    }

    /**
     * About how much heap the retained publications take.
     *
     * @return bytes
     */
    public long retainedBytes() {
        return watch.bytes();
    }

    /**
     * How many channels have a log.
     *
     * @return published ones, and those that were only looked at lately
     */
    public int channels() {
        return logs.size();
    }

    private Log log(Channel channel) {
        Log known = logs.get(channel);
        if (known != null) {
            return known;
        }
        Log made = new Log(new ReplayBuffer(new Head(new Position(newEpoch(), 0), null), watch));
        Log other = logs.putIfAbsent(channel, made);
        if (other != null) {
            return other;
        }
        onUnused(channel);
        return made;
    }

    /** Counts a channel that nobody has published to, and forgets the oldest such one beyond the cap. */
    private void onUnused(Channel channel) {
        Channel oldest = unused.add(channel);
        if (oldest != null) {
            forget(oldest);
        }
    }

    /** Forgets a channel that nobody ever published to, unless somebody uses it by now (architecture, section 6). */
    private void forget(Channel channel) {
        Log log = logs.get(channel);
        if (log == null) {
            return;
        }
        synchronized (log) {
            if (log.published) {
                return;
            }
            if (feeds.stream().anyMatch(feed -> feed.channels.contains(channel))) {
                return; // counted again when the feed lets go of it
            }
            log.forgotten = true;
            logs.remove(channel, log);
        }
    }

    private boolean isUnused(Channel channel) {
        Log log = logs.get(channel);
        if (log == null) {
            return false;
        }
        synchronized (log) {
            return !log.published && !log.forgotten;
        }
    }

    private String newEpoch() {
        StringBuilder epoch = new StringBuilder(EPOCH_LENGTH);
        synchronized (random) {
            for (int i = 0; i < EPOCH_LENGTH; i++) {
                epoch.append(EPOCH_ALPHABET.charAt(random.nextInt(EPOCH_ALPHABET.length())));
            }
        }
        return epoch.toString();
    }

    @Override
    public Feed open(FeedListener listener) {
        LocalFeed feed = new LocalFeed(listener);
        feeds.add(feed);
        return feed;
    }

    @Override
    public void close() {
        closed = true;
        feeds.clear();
    }

    private static PublishException unavailable() {
        return new PublishException.BrokerUnavailable("the in-memory broker is closed");
    }

    /** What one node hears. */
    private final class LocalFeed implements Feed {
        final Set<Channel> channels = ConcurrentHashMap.newKeySet();
        private final FeedListener listener;

        LocalFeed(FeedListener listener) {
            this.listener = listener;
        }

        void announce(Channel channel, Publication publication) {
            if (channels.contains(channel)) {
                listener.onPublication(channel, publication);
            }
        }

        @Override
        public CompletionStage<Void> add(Collection<Channel> more) {
            channels.addAll(more);
            return closed ? CompletableFuture.failedFuture(unavailable()) : CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> remove(Collection<Channel> fewer) {
            channels.removeAll(fewer);
            fewer.stream().filter(InMemoryBroker.this::isUnused).forEach(InMemoryBroker.this::onUnused);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            feeds.remove(this);
        }
    }
}
