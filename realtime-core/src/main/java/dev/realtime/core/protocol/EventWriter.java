package dev.realtime.core.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.core.Event;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns an application's event into the payload of a publication (protocol rule P8). Thread-safe. */
public final class EventWriter {
    private final ObjectMapper mapper;

    /**
     * A writer.
     *
     * @param mapper serialises the applications' payloads
     */
    public EventWriter(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Serialises an event, once in its life.
     *
     * @param event what to publish
     * @return the UTF-8 bytes of the JSON array that holds it
     * @throws IllegalArgumentException if Jackson cannot serialise the payload; the message holds its type
     */
    public byte[] write(Event event) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(256)) {
            try (JsonGenerator json = mapper.createGenerator(out)) {
                json.writeStartArray();
                json.writeStartObject();
                members(json, event);
                json.writeEndObject();
                json.writeEndArray();
            }
            return out.toByteArray();
        } catch (JsonProcessingException e) {
            throw unserialisable(event.data(), e);
        } catch (IOException e) {
            throw new IllegalStateException("a byte array does not fail", e);
        }
    }

    /**
     * Serialises an invalidation (protocol rule P13).
     *
     * @param keys the cache keys to fetch again
     * @return the UTF-8 bytes of the JSON object that holds them
     */
    public byte[] keys(Collection<String> keys) {
        return data(Map.of("keys", keys));
    }

    /**
     * Serialises what an application gives.
     *
     * @param data anything that Jackson can serialise, or null
     * @return the JSON in UTF-8
     * @throws IllegalArgumentException if Jackson cannot; the message holds the type
     */
    public byte[] data(@Nullable Object data) {
        try {
            return mapper.writeValueAsBytes(data);
        } catch (JsonProcessingException e) {
            throw unserialisable(data, e);
        }
    }

    private static IllegalArgumentException unserialisable(@Nullable Object data, JsonProcessingException cause) {
        String type = data == null ? "null" : data.getClass().getName();
        return new IllegalArgumentException("cannot serialise the payload of type " + type, cause);
    }

    private void members(JsonGenerator json, Event event) throws IOException {
        json.writeStringField("type", event.type());
        if (event.id() != null) {
            json.writeStringField("id", event.id());
        }
        if (event.entity() != null) {
            json.writeObjectFieldStart("entity");
            json.writeStringField("type", event.entity().type());
            json.writeStringField("id", event.entity().id());
            json.writeEndObject();
        }
        json.writeFieldName("data");
        mapper.writeValue(json, event.data());
    }
}
