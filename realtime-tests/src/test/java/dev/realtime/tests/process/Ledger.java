package dev.realtime.tests.process;

import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one client heard, judged at once. Inside an epoch each sequence number comes once and in order, or lies in a gap that said
 * so before; the way into another epoch leads through a gap that begins where the client stood, and there is no way back. So an
 * event can neither be lost silently nor come twice. Written by one thread, read by any.
 */
final class Ledger {
    private static final int MOST_PROBLEMS = 20; // one is enough to fail; what follows from it fills no memory

    /** Hears of each event, for what concerns more than one client. */
    @FunctionalInterface
    interface Witness {
        /** Where nobody compares clients. */
        Witness NOBODY = (position, payload) -> {};

        void heard(Position position, String payload);
    }

    private final String name;
    private final boolean filtered;
    private final Witness witness;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final Map<GapReason, AtomicLong> gaps = new EnumMap<>(GapReason.class);
    private final Map<String, Position> here = new ConcurrentHashMap<>();
    private final Set<String> left = ConcurrentHashMap.newKeySet(); // epochs, which are unique over all channels
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();

    private Ledger(String name, boolean filtered, Witness witness) {
        this.name = name;
        this.filtered = filtered;
        this.witness = witness;
        for (GapReason reason : GapReason.values()) {
            gaps.put(reason, new AtomicLong());
        }
    }

    static Ledger of(String name, Witness witness) {
        return new Ledger(name, false, witness);
    }

    /** Of a client with a filter: sequence numbers may be skipped, and everything else holds. */
    static Ledger ofFiltered(String name) {
        return new Ledger(name, true, Witness.NOBODY);
    }

    /** The client is connected and stands there; counts for services that it has not stood in before. */
    void onOpen(Map<String, Position> positions) {
        positions.forEach(here::putIfAbsent);
    }

    void onEvent(String service, Position position, String text) {
        String payload = said(text);
        Position last = here.put(service, position);
        events.incrementAndGet();
        if (last == null || !last.epoch().equals(position.epoch()) || !follows(last.seq(), position.seq())) {
            problem(service + ": after " + last + " came " + position);
        }
        String[] parts = payload.split(":"); // life, service, count
        if (parts.length != 3 || !parts[1].equals(service) || !parts[2].equals(Long.toString(position.seq()))) {
            problem(service + ": " + position + " holds " + payload);
        }
        witness.heard(position, payload);
    }

    private static String said(String text) {
        int end = text.indexOf(Publisher.FILL);
        return end < 0 ? text : text.substring(0, end);
    }

    private boolean follows(long last, long next) {
        return filtered ? next > last : next == last + 1;
    }

    void onGap(String service, @Nullable Position after, Position position, GapReason reason) {
        Position last = here.put(service, position);
        gaps.get(reason).incrementAndGet();
        if (last == null || !(filtered || last.equals(after))) {
            problem(service + ": a gap " + reason + " from " + after + " but it stood at " + last);
        } else if (!last.epoch().equals(position.epoch())) {
            left.add(last.epoch());
        } else if (position.seq() < last.seq()) {
            problem(service + ": a gap " + reason + " from " + last + " back to " + position);
        } else {
            missed.addAndGet(position.seq() - last.seq());
        }
        if (left.contains(position.epoch())) {
            problem(service + ": a gap " + reason + " back into the epoch of " + position);
        }
    }

    private void problem(String text) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(name + ", " + text);
        }
    }

    /** Whether the client stands in the epochs of these positions, there or beyond, as far as it watches their services. */
    boolean hasReached(Map<String, Position> heads) {
        return here.entrySet().stream().allMatch(entry -> {
            Position head = heads.get(entry.getKey());
            Position own = entry.getValue();
            return head != null && own.epoch().equals(head.epoch()) && own.seq() >= head.seq();
        });
    }

    /** Where the client stands, by service. */
    Map<String, Position> positions() {
        return Map.copyOf(here);
    }

    long events() {
        return events.get();
    }

    /** Sequence numbers that lay in gaps inside one epoch. */
    long missed() {
        return missed.get();
    }

    long gaps(GapReason reason) {
        return gaps.get(reason).get();
    }

    long gaps() {
        return gaps.values().stream().mapToLong(AtomicLong::get).sum();
    }

    List<String> problems() {
        return new ArrayList<>(problems);
    }
}
