package dev.realtime.core.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time and tasks by hand: a test says which task runs next, and how long a round takes. */
final class HandScheduler implements Scheduler {
    final List<Runnable> ready = new ArrayList<>();
    final List<Alarm> alarms = new ArrayList<>();
    Runnable meanwhile = () -> {}; // happens while somebody looks at the clock on the wall
    long now = 1;
    boolean isQuick; // a task is done before execute returns, as on another thread that is quick

    record Alarm(long at, Runnable task) {}

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Instant wallClock() {
        meanwhile.run();
        return Instant.EPOCH;
    }

    @Override
    public void execute(Runnable task) {
        ready.add(task);
        if (isQuick) {
            runReady();
        }
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Alarm alarm = new Alarm(now + delay.toNanos(), task);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    @Override
    public void close() {}

    void runReady() {
        while (!ready.isEmpty()) {
            ready.remove(0).run();
        }
    }

    /** How long the only alarm is away, in ms. */
    double waitMs() {
        assertEquals(1, alarms.size());
        return (alarms.get(0).at() - now) / 1e6;
    }

    /** Lets time pass: what is due runs in its order, and whatever gets ready by it. */
    void advance(Duration by) {
        runReady();
        long until = now + by.toNanos();
        Alarm next = earliest();
        while (next != null && next.at() <= until) {
            alarms.remove(next);
            now = Math.max(now, next.at());
            next.task().run();
            runReady();
            next = earliest();
        }
        now = until;
    }

    private Alarm earliest() {
        return alarms.stream().min(Comparator.comparingLong(Alarm::at)).orElse(null);
    }

    void ring() {
        Alarm alarm = alarms.remove(0);
        now = Math.max(now, alarm.at());
        alarm.task().run();
    }
}
