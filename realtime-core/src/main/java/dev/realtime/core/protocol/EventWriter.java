package dev.realtime.core.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.core.Event;
import java.io.IOException;

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
            Object data = event.data();
            String type = data == null ? "null" : data.getClass().getName();
            throw new IllegalArgumentException("cannot serialise the payload of type " + type, e);
        } catch (IOException e) {
            throw new IllegalStateException("a byte array does not fail", e);
        }
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
