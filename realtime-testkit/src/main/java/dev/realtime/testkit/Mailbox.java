package dev.realtime.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.realtime.client.ConnectionState;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one client's application has heard, and how a test waits for more: in virtual time, or for other threads. Thread-safe. */
final class Mailbox {
    static final Duration WAIT_VIRTUAL = Duration.ofMinutes(2); // two heartbeats, and to connect again
    private static final int ITEMS_SHOWN = 10; // before and after the next one
    static final Duration WAIT_REAL = Duration.ofSeconds(5);

    /**
     * Something that was heard.
     *
     * @param at since the mailbox was made, in nanoseconds
     * @param replayed whether it was published before the connection that it came on
     */
    record Letter(Item item, long at, boolean replayed) {
        @Override
        public String toString() {
            return item.description() + (replayed ? " replayed" : "") + " @" + Timeline.at(at);
        }
    }

    private final Scheduler scheduler;
    private final Supplier<String> story;
    private final long begin;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Map<String, List<Letter>> letters = new LinkedHashMap<>();

    @GuardedBy("lock")
    private final List<ConnectionState> states = new ArrayList<>();

    @GuardedBy("lock")
    private final Map<String, ErrorCode> refused = new LinkedHashMap<>();

    @GuardedBy("lock")
    private Instant openSince = Instant.MIN;

    Mailbox(Scheduler scheduler, Supplier<String> story) {
        this.scheduler = scheduler;
        this.story = story;
        this.begin = scheduler.nanoTime();
    }

    Duration defaultWait() {
        return scheduler instanceof ManualScheduler ? WAIT_VIRTUAL : WAIT_REAL;
    }

    void put(Item item) {
        lock.lock();
        try {
            boolean replayed =
                    item instanceof Item.Heard heard && heard.event().time().isBefore(openSince);
            letters.computeIfAbsent(item.service(), service -> new ArrayList<>())
                    .add(new Letter(item, scheduler.nanoTime() - begin, replayed));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void put(ConnectionState state) {
        lock.lock();
        try {
            if (state instanceof ConnectionState.Open) {
                openSince = scheduler.wallClock();
            }
            states.add(state);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void refused(String service, ErrorCode code) {
        lock.lock();
        try {
            refused.put(service, code);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<Letter> letters(String service) {
        lock.lock();
        try {
            return List.copyOf(letters.getOrDefault(service, List.of()));
        } finally {
            lock.unlock();
        }
    }

    List<ConnectionState> states() {
        lock.lock();
        try {
            return List.copyOf(states);
        } finally {
            lock.unlock();
        }
    }

    @Nullable ErrorCode refusal(String service) {
        lock.lock();
        try {
            return refused.get(service);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something is so; tells whether it became so in time. */
    boolean await(BooleanSupplier condition, Duration most) {
        if (scheduler instanceof ManualScheduler time) {
            return time.advanceUntil(condition, most);
        }
        lock.lock();
        try {
            long left = most.toNanos();
            while (!condition.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return condition.getAsBoolean();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return condition.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    /** How the time of a wait is called in a failure. */
    String shown(Duration wait) {
        return wait + (scheduler instanceof ManualScheduler ? " (virtual)" : "");
    }

    /** The items of a service around the one that is read next, a line each. */
    String shown(String service, int next) {
        List<Letter> all = letters(service);
        StringBuilder text = new StringBuilder("\nmailbox :");
        for (int i = Math.max(0, next - ITEMS_SHOWN); i < Math.min(all.size(), next + ITEMS_SHOWN); i++) {
            text.append(i == next ? "\n       > [" : "\n         [")
                    .append(i)
                    .append("] ")
                    .append(all.get(i));
        }
        return text.append('\n').toString();
    }

    String story() {
        return story.get();
    }
}
