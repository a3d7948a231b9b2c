package dev.realtime.tests.process;

import dev.realtime.core.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was published and what anybody heard, over all lives of a server that is killed. Thread-safe.
 *
 * <p>The publisher tells each publication twice: before, and after with its position. A kill comes between the two now and then: what
 * was announced and not confirmed may have been published or not. As in Jepsen's checkers of queues there are four classes:
 *
 * <ul>
 *   <li><b>confirmed</b>: each client hears it at its position, or a gap covers it; the {@link Ledger} of each sees to that.
 *   <li><b>unknown</b>: announced only; at most one a life, since there is one publisher. It may be heard or not.
 *   <li><b>recovered</b>: unknown, and somebody heard it. It counts as published: everybody who heard it heard it at the same
 *       position.
 *   <li><b>unexpected</b>: heard and never announced. Always a fault.
 * </ul>
 */
final class Truth implements Ledger.Witness {
    private final Set<String> announced = ConcurrentHashMap.newKeySet();
    private final Map<Position, String> confirmed = new ConcurrentHashMap<>(); // epochs are unique over all channels
    private final Map<Position, String> heard = new ConcurrentHashMap<>();
    private final Map<String, Position> heads = new ConcurrentHashMap<>(); // of this life, by service
    private final List<String> problems = new ArrayList<>();
    private int lives;

    /** The counts of one run. */
    record Tally(int announced, int confirmed, int heard, long unknown, long recovered, long unheard) {}

    /** Another process begins; its channels are empty. */
    synchronized void begin() {
        lives++;
        heads.clear();
    }

    void announce(String payload) {
        if (!announced.add(payload)) {
            problem(payload + " was announced twice"); // the test's own fault
        }
    }

    void confirm(Position position, String payload) {
        String other = confirmed.put(position, payload);
        if (other != null) {
            problem(position + " was given twice, to " + other + " and to " + payload);
        }
        heads.put(payload.split(":")[1], position);
    }

    @Override
    public void heard(Position position, String payload) {
        String other = heard.putIfAbsent(position, payload);
        if (other != null && !other.equals(payload)) {
            problem(position + " was heard as " + other + " and as " + payload);
        }
    }

    private synchronized void problem(String text) {
        problems.add(text);
    }

    /** The newest confirmed position of each service that has one in this life. */
    Map<String, Position> heads() {
        return Map.copyOf(heads);
    }

    int confirmed() {
        return confirmed.size();
    }

    /** Compares what was heard with what was published, once everything that servers told has been read. */
    synchronized List<String> judge() {
        List<String> all = new ArrayList<>(problems);
        heard.forEach((position, payload) -> {
            String published = confirmed.get(position);
            if (!announced.contains(payload)) {
                all.add("unexpected: " + payload + " at " + position);
            } else if (published != null && !published.equals(payload)) {
                all.add(position + " holds " + published + " but was heard as " + payload);
            }
        });
        Tally tally = tally();
        if (tally.unknown() > lives) {
            all.add(tally.unknown() + " publications are unknown after " + lives + " lives");
        }
        return all;
    }

    Tally tally() {
        Set<String> known = ConcurrentHashMap.newKeySet();
        known.addAll(confirmed.values());
        long recovered = heard.values().stream()
                .filter(payload -> announced.contains(payload) && !known.contains(payload))
                .count();
        long unheard = confirmed.keySet().stream()
                .filter(position -> !heard.containsKey(position))
                .count();
        return new Tally(
                announced.size(),
                confirmed.size(),
                heard.size(),
                (long) announced.size() - known.size(),
                recovered,
                unheard);
    }
}
