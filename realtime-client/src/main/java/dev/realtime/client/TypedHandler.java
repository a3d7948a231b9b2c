package dev.realtime.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A handler that wants the payload as a type of the application.
 *
 * @param <T> that type
 * @param type the class of it
 * @param handler what to call
 */
record TypedHandler<T>(Class<T> type, BiConsumer<? super T, ? super ReceivedEvent> handler) {
    /** The handler as one of unconverted events. */
    Consumer<ReceivedEvent> with(ObjectMapper mapper) {
        return event -> handler.accept(convert(event, mapper), event);
    }

    private T convert(ReceivedEvent event, ObjectMapper mapper) {
        String where = "";
        try {
            T payload = mapper.treeToValue(event.data(), type);
            if (payload != null) {
                return payload;
            }
        } catch (JsonMappingException e) {
            where = " at " + e.getPathReference(); // not its message, which holds parts of the payload
        } catch (JsonProcessingException e) {
            where = " (" + e.getClass().getSimpleName() + ")";
        }
        throw new IllegalArgumentException(
                "the payload of " + event.type() + " does not convert to " + type.getName() + where);
    }
}
