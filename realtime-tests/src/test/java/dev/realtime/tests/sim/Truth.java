package dev.realtime.tests.sim;

import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What really happened in a run, to judge by what the clients were told; and how often the interesting things happened. */
final class Truth {
    private final Map<String, String> payloads = new HashMap<>(); // by channel and position
    private final Map<String, Position> forks = new HashMap<>(); // by channel and epoch: its ancestor
    private AssertionError failure; // the first broken promise
    final Map<GapReason, Integer> gaps = new EnumMap<>(GapReason.class);
    final Map<String, Long> counts = new TreeMap<>();

    void published(Channel channel, Position position, String payload) {
        payloads.put(channel + " " + position, payload);
    }

    String payload(Channel channel, Position position) {
        return payloads.get(channel + " " + position);
    }

    void forked(Channel channel, String epoch, Position ancestor) {
        forks.put(channel + " " + epoch, ancestor);
    }

    /** Whether a position goes on in another epoch at the same sequence number. */
    boolean continues(Channel channel, Position position, String epoch) {
        String child = epoch;
        while (!child.equals(position.epoch())) {
            Position ancestor = forks.get(channel + " " + child);
            if (ancestor == null || ancestor.seq() != position.seq()) {
                return false;
            }
            child = ancestor.epoch();
        }
        return true;
    }

    /** A promise is broken. Kept, not thrown: a client would take it for a failed handler. */
    void fail(String rule, String what) {
        if (failure == null) {
            failure = new AssertionError(rule + " broken: " + what);
        }
    }

    void rethrow() {
        if (failure != null) {
            throw failure;
        }
    }

    void count(String what, long more) {
        counts.merge(what, more, Long::sum);
    }

    void gap(GapReason reason) {
        gaps.merge(reason, 1, Integer::sum);
    }
}
