package dev.realtime.testkit.contract;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.FeedListener;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes down what a feed says. Thread-safe. */
final class Heard implements FeedListener {
    private record Call(Channel channel, Publication publication) {}

    @GuardedBy("this")
    private final List<Call> calls = new ArrayList<>();

    @GuardedBy("this")
    private final List<Set<Channel>> interruptions = new ArrayList<>();

    @GuardedBy("this")
    private final List<Set<Channel>> restorations = new ArrayList<>();

    @Override
    public synchronized void onPublication(Channel channel, Publication publication) {
        calls.add(new Call(channel, publication));
    }

    @Override
    public synchronized void onInterrupted(Set<Channel> channels, Throwable cause) {
        interruptions.add(Set.copyOf(channels));
    }

    @Override
    public synchronized void onRestored(Set<Channel> channels) {
        restorations.add(Set.copyOf(channels));
    }

    /** What was heard of a channel, in the order of hearing, without repeats, which are allowed. */
    synchronized List<Publication> of(Channel channel) {
        Set<Position> known = new HashSet<>();
        List<Publication> publications = new ArrayList<>();
        for (Call call : calls) {
            if (call.channel.equals(channel) && known.add(call.publication.position())) {
                publications.add(call.publication);
            }
        }
        return publications;
    }

    /** The numbers of {@link #of}. */
    List<Long> seqs(Channel channel) {
        return of(channel).stream().map(Publication::seq).toList();
    }

    /** How many calls there were, of every kind. */
    synchronized int calls() {
        return calls.size() + interruptions.size() + restorations.size();
    }

    /** Whether an interruption was said that a channel belongs to. */
    synchronized boolean isInterrupted(Channel channel) {
        return interruptions.stream().anyMatch(channels -> channels.isEmpty() || channels.contains(channel));
    }

    /** Whether it was said that a channel is heard again. */
    synchronized boolean isRestored(Channel channel) {
        return restorations.stream().anyMatch(channels -> channels.isEmpty() || channels.contains(channel));
    }
}
