package dev.realtime.examples.frontdesk;

import dev.realtime.core.server.RealtimeServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One book for each hotel; nobody gets at another's. Thread-safe. */
final class Books {
    private final RealtimeServer realtime;
    private final Map<String, Book> byOrg = new ConcurrentHashMap<>();

    Books(RealtimeServer realtime) {
        this.realtime = realtime;
    }

    /** The book of the hotel that a person works for. */
    Book of(Staff.Person person) {
        return byOrg.computeIfAbsent(person.org(), org -> new Book(org, realtime));
    }
}
