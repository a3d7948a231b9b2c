package dev.realtime.examples.frontdesk;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Position;
import dev.realtime.core.server.RealtimeServer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one hotel knows, in memory: the newest {@value #MAX_ENTRIES} of each kind. Stands for the application's database. Every
 * change is published while the lock is held, so that the channel tells the changes in the order in which they were made, and
 * a list that is loaded after an event contains it. Thread-safe.
 */
final class Book {
    private static final int MAX_ENTRIES = 500;

    /** Money that came in. */
    record Revenue(long id, long amount, long propertyId, String by, String at) {}

    /** A guest from the booking to the departure; {@code state} is booked, in or out. */
    record Stay(long id, String guest, String room, long nights, String state, String by, String at) {
        Stay moved(String newState, String newBy) {
            return new Stay(id, guest, room, nights, newState, newBy, now());
        }
    }

    /** Something to do. */
    record Task(long id, String title, @Nullable String room, boolean done, String by, String at) {
        Task completed(String newBy) {
            return new Task(id, title, room, true, newBy, now());
        }
    }

    /**
     * A change that was made.
     *
     * @param entry what it made
     * @param published where it stands in its channel
     */
    record Change(Object entry, CompletionStage<Position> published) {}

    private final String org;
    private final RealtimeServer realtime;
    private final Map<Long, Revenue> revenues = new LinkedHashMap<>();
    private final Map<Long, Stay> stays = new LinkedHashMap<>();
    private final Map<Long, Task> tasks = new LinkedHashMap<>();
    private long lastId;

    Book(String org, RealtimeServer realtime) {
        this.org = org;
        this.realtime = realtime;
    }

    synchronized List<Revenue> revenues() {
        return List.copyOf(revenues.values());
    }

    synchronized List<Stay> stays() {
        return List.copyOf(stays.values());
    }

    synchronized List<Task> tasks() {
        return List.copyOf(tasks.values());
    }

    synchronized Change addRevenue(long amount, long propertyId, String by) {
        Revenue revenue = new Revenue(++lastId, amount, propertyId, by, now());
        put(revenues, revenue.id(), revenue);
        return publish(
                "finance",
                revenue,
                Event.of("revenue_created", revenue)
                        .entity("revenue", String.valueOf(revenue.id()))
                        .tag("propertyId", propertyId));
    }

    synchronized Change addBooking(String guest, String room, long nights, String by) {
        return keep(new Stay(++lastId, guest, room, nights, "booked", by, now()), "booking_created");
    }

    synchronized Change checkIn(long id, String by) {
        return keep(stay(id, "booked").moved("in", by), "guest_checked_in");
    }

    synchronized Change checkOut(long id, String by) {
        return keep(stay(id, "in").moved("out", by), "guest_checked_out");
    }

    private Stay stay(long id, String expected) {
        Stay stay = stays.get(id);
        if (stay == null) {
            throw new Refusal(404, "there is no stay " + id);
        }
        if (!stay.state().equals(expected)) {
            throw new Refusal(409, "stay " + id + " must be " + expected + " but is " + stay.state());
        }
        return stay;
    }

    private Change keep(Stay stay, String happened) {
        put(stays, stay.id(), stay);
        return publish(
                "guest",
                stay,
                Event.of(happened, stay)
                        .entity("stay", String.valueOf(stay.id()))
                        .tag("room", stay.room()));
    }

    synchronized Change addTask(String title, @Nullable String room, String by) {
        return keep(new Task(++lastId, title, room, false, by, now()), "task_created");
    }

    synchronized Change completeTask(long id, String by) {
        Task task = tasks.get(id);
        if (task == null) {
            throw new Refusal(404, "there is no task " + id);
        }
        if (task.done()) {
            throw new Refusal(409, "task " + id + " is done already");
        }
        return keep(task.completed(by), "task_completed");
    }

    private Change keep(Task task, String happened) {
        put(tasks, task.id(), task);
        return publish("tasks", task, Event.of(happened, task).entity("task", String.valueOf(task.id())));
    }

    private static <T> void put(Map<Long, T> entries, long id, T entry) {
        entries.put(id, entry);
        if (entries.size() > MAX_ENTRIES) {
            Iterator<Long> oldest = entries.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** The event's id names this occurrence, so it must not come again after a restart as the entries' numbers do. */
    private Change publish(String service, Object entry, Event event) {
        String id = UUID.randomUUID().toString();
        return new Change(entry, realtime.publish(Channel.of(org, service), event.id(id)));
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
