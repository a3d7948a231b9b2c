package dev.realtime.examples.frontdesk;

import dev.realtime.core.server.RealtimeServer;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be asked for, by whom, and what it does. The hotel is always that of the person who asks. Thread-safe. */
final class Routes {
    /**
     * A request of somebody known.
     *
     * @param person who asks
     * @param id the number in the path, or 0
     * @param in the body
     */
    record Call(Staff.Person person, long id, InputStream in) {
        Body body() throws IOException {
            return Body.read(in);
        }

        String by() {
            return person.user();
        }
    }

    /** Does what was asked for. */
    @FunctionalInterface
    interface Handler {
        /** Answers with what is to be written as JSON, or a {@link Book.Change}. */
        Object answer(Call call) throws IOException;
    }

    /**
     * A request that can be made.
     *
     * @param service what one must be allowed to see for it, or null
     * @param handler does it
     */
    record Route(@Nullable String service, Handler handler) {}

    private final Books books;
    private final RealtimeServer realtime;
    private final Map<String, Route> routes;

    Routes(Books books, RealtimeServer realtime) {
        this.books = books;
        this.realtime = realtime;
        routes = Map.ofEntries(
                Map.entry("GET /me", new Route(null, Routes::me)),
                Map.entry("POST /cut", new Route(null, this::cut)),
                Map.entry(
                        "GET /finance/revenue",
                        new Route("finance", call -> list("revenues", book(call).revenues()))),
                Map.entry("POST /finance/revenue", new Route("finance", this::addRevenue)),
                Map.entry("POST /bookings", new Route("guest", this::addBooking)),
                Map.entry(
                        "GET /guests",
                        new Route("guest", call -> list("stays", book(call).stays()))),
                Map.entry("POST /guests/#/check-in", new Route("guest", this::checkIn)),
                Map.entry("POST /guests/#/check-out", new Route("guest", this::checkOut)),
                Map.entry(
                        "GET /tasks",
                        new Route("tasks", call -> list("tasks", book(call).tasks()))),
                Map.entry("POST /tasks", new Route("tasks", this::addTask)),
                Map.entry("POST /tasks/#/complete", new Route("tasks", this::completeTask)));
    }

    /**
     * Finds what a method and a path stand for, with {@code #} for a number.
     *
     * @throws Refusal if there is no such thing, or the person may not do it
     */
    Route find(String method, String pattern, Staff.Person person) {
        Route route = routes.get(method + " " + pattern);
        if (route == null) {
            boolean otherMethod = routes.keySet().stream().anyMatch(key -> key.endsWith(" " + pattern));
            throw otherMethod ? new Refusal(405, "not with " + method) : new Refusal(404, "there is nothing here");
        }
        if (route.service() != null && !person.services().contains(route.service())) {
            throw new Refusal(403, person.user() + " may not use " + route.service());
        }
        return route;
    }

    private Book book(Call call) {
        return books.of(call.person());
    }

    private static Object list(String name, List<?> entries) {
        return Map.of(name, entries);
    }

    private static Object me(Call call) {
        Staff.Person person = call.person();
        Set<String> allowed = person.services();
        return Map.of(
                "org", person.org(),
                "user", person.user(),
                "name", String.valueOf(person.identity().name()),
                "role", person.role(),
                "services", Staff.SERVICES.stream().filter(allowed::contains).toList());
    }

    private Object cut(Call call) {
        return Map.of(
                "closed", realtime.disconnect(call.person().org(), call.person().user()));
    }

    private Object addRevenue(Call call) throws IOException {
        Body body = call.body();
        long amount = body.whole("amount", 1, 1_000_000_000);
        return book(call).addRevenue(amount, body.whole("propertyId", 1, 1_000_000), call.by());
    }

    private Object addBooking(Call call) throws IOException {
        Body body = call.body();
        String guest = body.text("guest", 80);
        String room = body.text("room", 10);
        return book(call).addBooking(guest, room, body.whole("nights", 1, 365), call.by());
    }

    private Object checkIn(Call call) {
        return book(call).checkIn(call.id(), call.by());
    }

    private Object checkOut(Call call) {
        return book(call).checkOut(call.id(), call.by());
    }

    private Object addTask(Call call) throws IOException {
        Body body = call.body();
        return book(call).addTask(body.text("title", 120), body.optionalText("room", 10), call.by());
    }

    private Object completeTask(Call call) {
        return book(call).completeTask(call.id(), call.by());
    }
}
