package dev.realtime.tests.sim;

import dev.realtime.client.Gap;
import dev.realtime.core.Channel;
import dev.realtime.core.Filter;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What one application was told of one channel, held against the truth: each publication is delivered, or withheld on purpose, or
 * made obsolete, or lies in a gap; and what the application makes of it.
 */
final class Account {
    final Channel channel;
    private final String name;
    private final World world;
    private final Truth truth;
    private final boolean conflated;
    private final Set<String> owed = new HashSet<>(); // entities of which a later publication must be in this message
    private final Map<String, Long> farthest = new HashMap<>(); // by epoch: where gaps began; a snapshot may lead back
    private Map<String, String> state = new HashMap<>(); // of each entity the event that the application heard last
    private Map<String, String> expected = new HashMap<>(); // the same by the truth
    private List<Filter> filters = List.of(Filter.NONE); // one of them holds
    private Position here; // up to where everything is accounted for; null before the first answer
    private Position message; // the client's position in front of the message that is being heard
    private Gap debt; // a gap whose snapshot has not come
    private boolean everything = true; // it has wanted everything since it last had the state
    private boolean unsure; // which filter held is not known, so neither is what the application should know
    private boolean framesGetLost; // then a gap covers what got lost before it, too
    private boolean refused; // the application was told that it may not receive this
    private Position since; // of the last whole state, while one and the same filter has held; null where it has not
    private boolean cutShort; // the connection was cut between the gap and its snapshot
    private boolean madeUp; // the last whole state was a snapshot
    private boolean madeUpAfterCut; // and the connection had been cut before it
    private Position revokedAt; // nothing after that may come; null where the right is there

    Account(String name, Channel channel, World world) {
        this.name = name;
        this.channel = channel;
        this.world = world;
        this.truth = world.truth();
        this.conflated = world.settings().of(channel).isConflated();
    }

    void expectLostFrames() {
        framesGetLost = true;
    }

    boolean isRefused() {
        return refused;
    }

    /** The service begins somewhere, if nothing is known of it yet: the application fetches the state. */
    void begin(Position position) {
        if (here == null && position != null) {
            refetch(position);
        }
    }

    private void refetch(Position position) {
        here = position;
        expected = truth.stateAt(position);
        state = new HashMap<>(expected);
        wholeState(position, false);
    }

    private void wholeState(Position position, boolean snapshot) {
        unsure = false;
        everything = wantsEverything();
        since = filters.size() == 1 ? position : null;
        madeUp = snapshot;
        madeUpAfterCut = snapshot && cutShort;
        cutShort = false;
    }

    /** The connection is about to be cut, and a snapshot is due. */
    void cutBeforeSnapshot() {
        cutShort = true;
    }

    private boolean wantsEverything() {
        return filters.equals(List.of(Filter.NONE));
    }

    /** Another client goes on from stored positions, which may lie. */
    void restart(Position reached, Position stored) {
        settle(reached);
        debt = null;
        message = null;
        here = stored;
    }

    /** One of these may hold by now. */
    void mayHold(List<Filter> more) {
        List<Filter> possible = new ArrayList<>(filters);
        possible.addAll(more);
        filters = possible;
        since = more.isEmpty() ? since : null;
        everything &= wantsEverything();
    }

    /** From where the client stands other filters hold; where there are several, nobody knows which. */
    void filter(Position reached, List<Filter> newFilters) {
        settle(reached);
        since = newFilters.equals(filters) ? since : null;
        filters = newFilters;
        everything &= wantsEverything();
    }

    /** The client has got there, so what was not delivered was withheld. */
    void settle(Position reached) {
        endMessage();
        if (here == null) {
            begin(reached);
        } else if (reached != null && !reached.equals(here)) {
            List<Publication> silent = truth.between(here, reached);
            check(silent != null, "D2", () -> "went from " + here + " to " + reached + " in silence");
            if (silent != null) {
                silent.forEach(this::withheld);
                truth.count("told of withheld", 1);
            }
            here = reached;
        }
    }

    private void withheld(Publication publication) {
        check(!surelyPasses(publication), "D2", () -> "left out " + publication);
        unsure |= mayPass(publication);
        truth.count("withheld", 1);
    }

    private boolean mayPass(Publication publication) {
        return filters.stream().anyMatch(filter -> filter.matches(publication.tags()));
    }

    private boolean surelyPasses(Publication publication) {
        return filters.stream().allMatch(filter -> filter.matches(publication.tags()));
    }

    private void endMessage() {
        check(owed.isEmpty(), "P9", () -> "nothing later came in place of " + owed + " before " + here);
        owed.clear();
        message = null;
    }

    /** A publication is heard, while the client still stands where its message begins. */
    void heard(Position position, Position before) {
        check(!refused, "D4", () -> "heard " + position + " after it was refused");
        check(!isAfter(position, revokedAt), "D4", () -> "heard " + position + " without the right");
        check(debt == null, "P11", () -> "heard " + position + " while a snapshot is due");
        if (!before.equals(message)) {
            settle(before);
            message = before;
        }
        List<Publication> range = truth.between(here, position);
        check(range != null && !range.isEmpty(), "D2", () -> "after " + here + " came " + position);
        if (range != null && !range.isEmpty()) {
            range.subList(0, range.size() - 1).forEach(this::absent);
            present(range.get(range.size() - 1), position);
        }
        here = position;
    }

    private static boolean isAfter(Position position, Position mark) {
        return mark != null && position.epoch().equals(mark.epoch()) && position.seq() > mark.seq();
    }

    /** It is not in the message: it was filtered out, or something later about its entity is in the message. */
    private void absent(Publication publication) {
        if (surelyPasses(publication) && conflated && publication.entity() != null) {
            owed.add(publication.entity().id());
            truth.count("conflated", 1);
        } else {
            withheld(publication);
        }
    }

    private void present(Publication publication, Position position) {
        check(publication.position().equals(position), "D3", () -> "heard as " + position + " what was " + publication);
        check(mayPass(publication), "P6", () -> "heard what it does not want: " + publication + publication.tags());
        if (publication.entity() != null) {
            owed.remove(publication.entity().id());
            expected.put(publication.entity().id(), publication.eventId());
        }
    }

    /** The application keeps what it heard of an entity. */
    void keep(String entity, String value) {
        state.put(entity, value);
    }

    void gap(Gap gap) {
        check(!refused, "D4", () -> "heard a gap after it was refused");
        Position after = gap.after();
        if (here != null && after != null) {
            settle(after);
            farthest.merge(here.epoch(), here.seq(), Math::max);
        }
        endMessage();
        if (after != null && !framesGetLost && !after.equals(gap.position()) && Truth.isLostForEver(gap.reason())) {
            boolean lost = world.servers().buffer(channel).after(after, 1) instanceof Slice.Outside;
            check(lost, "false gap", gap::toString);
        }
        check(framesGetLost || gap.reason() != GapReason.TRANSIT, "false gap", gap::toString);
        truth.gap(gap.reason());
        if (debt != null) {
            truth.count(gap.snapshotFollows() ? "snapshot promised again" : "snapshot given up", 1);
        }
        if (gap.snapshotFollows()) {
            debt = gap;
        } else {
            debt = null;
            refetch(gap.position());
        }
    }

    /** A snapshot came in place of what lies in the gap. */
    void snapshot(Position position, Map<String, String> data) {
        check(!refused, "D4", () -> "heard a snapshot after it was refused");
        endMessage();
        check(debt != null && debt.position().equals(position), "P12", () -> "at " + position + ", owed " + debt);
        debt = null;
        here = position;
        wholeState(position, true);
        expected = truth.stateAt(position);
        state = new HashMap<>(data);
        check(state.equals(expected), "P12", () -> "snapshot " + position + " is " + data + ", truth " + expected);
        truth.count("snapshots", 1);
    }

    /** The application is told that it may not receive this. */
    void refused() {
        refused = true;
        truth.count("refused services", 1);
    }

    /** By now nothing new may come, whatever the client knows. */
    void revoked(Position head) {
        revokedAt = head;
    }

    /** The right is there again. */
    void regained() {
        refused = false;
        revokedAt = null;
    }

    /** Whether the client can have processed so far, when it stands somewhere now. */
    boolean hasReached(Position position, Position now) {
        boolean ahead = now == null || now.epoch().equals(position.epoch()) && now.seq() < position.seq();
        return !ahead || farthest.getOrDefault(position.epoch(), -1L) >= position.seq();
    }

    /** All is quiet: the client stands at the head, and its application knows what it should. */
    void checkAtTheEnd(Position told, Position head) {
        settle(told);
        check(head.equals(told), "D6", () -> "stands at " + told + ", head " + head);
        check(debt == null, "P11", () -> "a snapshot is still due: " + debt);
        check(unsure || state.equals(expected), "state", () -> "knows " + state + " but should " + expected);
        checkFreshness(told);
        if (everything && !unsure) {
            check(state.equals(truth.stateAt(head)), "state", () -> "knows " + state + " of " + truth.stateAt(head));
            truth.count("whole state after a snapshot", madeUp ? 1 : 0);
            truth.count("whole state after a cut and a snapshot", madeUpAfterCut ? 1 : 0);
        }
    }

    /** Of each entity the application has the newest publication that its filter lets pass. */
    private void checkFreshness(Position told) {
        if (since == null || unsure || truth.between(since, told) == null) {
            return;
        }
        Map<String, String> newest = truth.stateAt(since);
        long passed = truth.between(since, told).stream()
                .filter(publication -> publication.entity() != null && surelyPasses(publication))
                .peek(publication -> newest.put(publication.entity().id(), publication.eventId()))
                .count();
        check(state.equals(newest), "stale", () -> "knows " + state + " but newest by " + filters + " is " + newest);
        if (conflated && !wantsEverything()) {
            truth.count("entities conflated and filtered", passed);
        }
    }

    void check(boolean holds, String rule, Supplier<String> what) {
        if (!holds) {
            truth.fail(rule, "for " + name + " at " + channel + ": " + what.get());
        }
    }
}
