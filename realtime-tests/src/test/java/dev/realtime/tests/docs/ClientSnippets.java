package dev.realtime.tests.docs;

import dev.realtime.client.RealtimeClient;
import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.core.Filter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The code of README.md and docs about the client, between region marks, so that it compiles. {@link ReadmeSnippetsTest} compares. */
@SuppressWarnings("unused")
final class ClientSnippets {
    // What an application brings.
    record Books(long total) {}

    private final Map<String, Object> cache = new ConcurrentHashMap<>();

    private void show(Books shown) {}

    private void reload(String service) {}

    void state(RealtimeClientBuilder builder) {
        // #region snapshots
        builder.filter(Filter.of("propertyId", 7)) // by the tags of the events; one without the tag concerns everybody
                .onSnapshot("finance", Books.class, (books, snapshot) -> show(books)) // makes up for a gap
                .onGap(gap -> {
                    if (!gap.snapshotFollows()) {
                        reload(gap.service());
                    }
                })
                .onInvalidate(invalidation -> cache.keySet().removeAll(invalidation.keys()));
        // #endregion
    }

    void change(RealtimeClient client) {
        // #region filter
        client.changeFilter(Filter.of("propertyId", 8).and("kind", "room", "suite")) // without a reconnect
                .thenRun(
                        () -> reload("finance")); // what the filter lets in from now on comes; what was before does not
        // #endregion
    }
}
