package dev.realtime.peers.polling;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.peers.control.Event;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** An endpoint: its newest events, and the polls that wait for the next one. Thread-safe. */
final class Service {
    private static final int KEPT = 1_000;

    @GuardedBy("this")
    private final NavigableMap<Long, String> events = new TreeMap<>(); // JSON by number

    @GuardedBy("this")
    private Set<Poll> waiting = new LinkedHashSet<>();

    /** Keeps an event, and answers whoever waits for one. Polls that have got equally far share an answer. */
    void publish(Event event) {
        String json = event.json();
        Set<Poll> due;
        Map<Long, byte[]> answers = new HashMap<>();
        synchronized (this) {
            events.put(event.n(), json);
            if (events.size() > KEPT) {
                events.pollFirstEntry();
            }
            due = waiting;
            waiting = new LinkedHashSet<>();
            for (Poll poll : due) {
                if (!answers.containsKey(poll.since())) {
                    answers.put(poll.since(), after(poll.since()));
                }
            }
        }
        for (Poll poll : due) {
            poll.answer(answers.getOrDefault(poll.since(), Poll.NOTHING));
        }
    }

    /** What a poll is answered at once, or nothing: then it waits. */
    synchronized Optional<byte[]> answerOrWait(Poll poll) {
        if (!events.isEmpty() && events.lastKey() > poll.since()) {
            return Optional.of(after(poll.since()));
        }
        waiting.add(poll);
        return Optional.empty();
    }

    /** Takes out a poll; tells whether it waited, and so has not been answered. */
    synchronized boolean remove(Poll poll) {
        return waiting.remove(poll);
    }

    /** How many polls wait. */
    synchronized int waiting() {
        return waiting.size();
    }

    @GuardedBy("this")
    private byte[] after(long since) {
        String json = "[" + String.join(",", events.tailMap(since, false).values()) + "]";
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
