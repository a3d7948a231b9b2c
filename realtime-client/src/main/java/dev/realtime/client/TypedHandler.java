package dev.realtime.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A handler that wants the payload as a type of the application.
 *
 * @param <T> that type
 * @param <M> what the payload comes in; its {@code toString} shows no payload
 * @param type the class of the payload
 * @param data takes the payload out
 * @param handler what to call
 */
record TypedHandler<T, M>(Class<T> type, Function<M, JsonNode> data, BiConsumer<? super T, ? super M> handler) {
    TypedHandler {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(handler, "handler");
    }

    /** What turns payloads into types where the application gives nothing; costly to make, since it looks through the class path. */
    static ObjectMapper defaultMapper() {
        return JsonMapper.builder()
                .findAndAddModules()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    /** The handler as one of unconverted payloads. */
    Consumer<M> with(ObjectMapper mapper) {
        return message -> handler.accept(convert(message, mapper), message);
    }

    private T convert(M message, ObjectMapper mapper) {
        String where = "";
        try {
            T payload = mapper.treeToValue(data.apply(message), type);
            if (payload != null) {
                return payload;
            }
        } catch (JsonMappingException e) {
            where = " at " + e.getPathReference(); // not its message, which holds parts of the payload
        } catch (JsonProcessingException e) {
            where = " (" + e.getClass().getSimpleName() + ")";
        }
        throw new IllegalArgumentException(
                "the payload of " + message + " does not convert to " + type.getName() + where);
    }
}
