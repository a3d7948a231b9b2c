package dev.realtime.core.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.realtime.core.Event;
import dev.realtime.core.Publication;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns an application's event into the payload of a publication (protocol rule P8). Thread-safe. */
public final class EventWriter {
    private static final int ARRAY_AND_EVENT = 2; // levels around the data

    private final ObjectMapper mapper;

    /**
     * A writer.
     *
     * @param mapper serialises the applications' payloads; null for Jackson with the modules on the class path
     */
    public EventWriter(@Nullable ObjectMapper mapper) {
        this.mapper = mapper == null ? JsonMapper.builder().findAndAddModules().build() : mapper;
    }

    /**
     * Serialises an event, once in its life.
     *
     * @param event what to publish
     * @return the UTF-8 bytes of the JSON array that holds it
     * @throws IllegalArgumentException if Jackson cannot serialise the payload, or clients could not read it (protocol rule P18); the
     *     message holds its type
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
            return legible(out.toByteArray(), ARRAY_AND_EVENT, event.data());
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
     * @throws IllegalArgumentException if Jackson cannot, or clients could not read it; the message holds the type
     */
    public byte[] data(@Nullable Object data) {
        try {
            return legible(mapper.writeValueAsBytes(data), 0, data);
        } catch (JsonProcessingException e) {
            throw unserialisable(data, e);
        }
    }

    private static IllegalArgumentException unserialisable(@Nullable Object data, JsonProcessingException cause) {
        return new IllegalArgumentException("cannot serialise the payload of type " + type(data), cause);
    }

    private static byte[] legible(byte[] json, int levelsAround, @Nullable Object data) {
        String fault = Legibility.fault(json, levelsAround + Publication.MAX_LEVELS);
        if (fault != null) {
            throw new IllegalArgumentException(
                    "clients could not read the payload of type " + type(data) + ": " + fault);
        }
        return json;
    }

    private static String type(@Nullable Object data) {
        return data == null ? "null" : data.getClass().getName();
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
