package dev.realtime.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.core.Channel;
import dev.realtime.core.protocol.ClientMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The handlers of one kind by service, while a client is built: they wait for the mapper.
 *
 * @param <M> what they take
 */
final class ServiceHandlers<M> {
    private final Map<String, Function<ObjectMapper, Consumer<M>>> handlers = new LinkedHashMap<>();

    static void requireService(String service) {
        Channel.of("any", service);
    }

    void add(String service, Function<ObjectMapper, Consumer<M>> handler) {
        requireService(service);
        if (handlers.containsKey(service)) {
            throw new IllegalArgumentException("service must have one handler but has two: \"" + service + '"');
        }
        if (handlers.size() == ClientMessage.MAX_SERVICES) {
            throw new IllegalArgumentException("services must be at most " + ClientMessage.MAX_SERVICES
                    + " but there is one more: \"" + service + '"');
        }
        handlers.put(service, handler);
    }

    /** Checks that what these handlers are for is subscribed. */
    void requireOnly(List<String> subscribed) {
        for (String service : services()) {
            if (!subscribed.contains(service)) {
                throw new IllegalStateException(
                        "a service with snapshots must have a handler for its events too: \"" + service + '"');
            }
        }
    }

    /** In the order in which they were added. */
    List<String> services() {
        return List.copyOf(handlers.keySet());
    }

    Map<String, Consumer<M>> with(ObjectMapper mapper) {
        Map<String, Consumer<M>> bound = new LinkedHashMap<>();
        handlers.forEach((service, handler) -> bound.put(service, handler.apply(mapper)));
        return bound;
    }
}
