package dev.realtime.tests.sim;

import dev.realtime.core.Channel;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What really happened in a run, to judge by what the clients were told; and how often the interesting things happened. */
final class Truth {
    /** A publication as its publisher knows it. */
    private record Told(Channel channel, String payload) {}

    private final Map<Position, Told> told = new HashMap<>(); // epochs are unique over all channels
    private final Map<String, List<Publication>> log =
            new HashMap<>(); // by epoch, at the sequence number: what was accepted
    private final Map<String, Position> forks = new HashMap<>(); // by epoch: its ancestor
    private AssertionError failure; // the first broken promise
    final Map<GapReason, Integer> gaps = new EnumMap<>(GapReason.class);
    final Map<String, Long> counts = new TreeMap<>();

    void published(Channel channel, Position position, String payload) {
        told.put(position, new Told(channel, payload));
    }

    /** What was published there, or null. */
    String payload(Channel channel, Position position) {
        Told there = told.get(position);
        return there != null && there.channel().equals(channel) ? there.payload() : null;
    }

    /** The broker accepted something. */
    void accepted(Publication publication) {
        List<Publication> epoch = log.computeIfAbsent(publication.position().epoch(), unknown -> new ArrayList<>());
        while (epoch.size() <= publication.seq()) {
            epoch.add(null); // of an ancestor, or nothing
        }
        epoch.set((int) publication.seq(), publication);
    }

    /** What stands there, or null. */
    Publication at(Position position) {
        return inEpoch(position.epoch(), position.seq());
    }

    private Publication inEpoch(String epoch, long seq) {
        List<Publication> publications = log.getOrDefault(epoch, List.of());
        return seq < publications.size() ? publications.get((int) seq) : null;
    }

    void forked(String epoch, Position ancestor) {
        forks.put(epoch, ancestor);
    }

    /** What lies after a position up to another one, over forks; null where the second does not continue the first. */
    List<Publication> between(Position from, Position to) {
        boolean same = at(to.epoch(), from.seq()).equals(at(from.epoch(), from.seq()));
        if (to.seq() < from.seq() || !same || !descends(to.epoch(), from.epoch())) {
            return null;
        }
        List<Publication> publications = new ArrayList<>();
        for (long seq = from.seq() + 1; seq <= to.seq(); seq++) {
            Publication publication = inEpoch(at(to.epoch(), seq), seq);
            if (publication == null) {
                return null;
            }
            publications.add(publication);
        }
        return publications;
    }

    /** The epoch that a sequence number has in the history of an epoch; at a fork, that of the ancestor. */
    private String at(String epoch, long seq) {
        String here = epoch;
        for (Position ancestor = forks.get(here);
                ancestor != null && seq <= ancestor.seq();
                ancestor = forks.get(here)) {
            here = ancestor.epoch();
        }
        return here;
    }

    private boolean descends(String epoch, String forefather) {
        String here = epoch;
        while (!here.equals(forefather)) {
            Position ancestor = forks.get(here);
            if (ancestor == null) {
                return false;
            }
            here = ancestor.epoch();
        }
        return true;
    }

    /** The newest publication of each entity up to a position, by the ids of event and entity. */
    Map<String, String> stateAt(Position position) {
        Map<String, String> state = new LinkedHashMap<>();
        for (long seq = 1; seq <= position.seq(); seq++) {
            Publication publication = inEpoch(at(position.epoch(), seq), seq);
            if (publication != null && publication.entity() != null) {
                state.put(publication.entity().id(), publication.eventId());
            }
        }
        return state;
    }

    /** The same place in the history, some publications earlier. */
    Position earlier(Position position, long publications) {
        long seq = Math.max(0, position.seq() - publications);
        return new Position(at(position.epoch(), seq), seq);
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

    /** Whether a gap says that nobody can have it any more. */
    static boolean isLostForEver(GapReason reason) {
        return switch (reason) {
            case TRIMMED, SLOW_CONSUMER, EPOCH, TAIL_LOST -> true;
            default -> false;
        };
    }

    void gap(GapReason reason) {
        gaps.merge(reason, 1, Integer::sum);
    }
}
