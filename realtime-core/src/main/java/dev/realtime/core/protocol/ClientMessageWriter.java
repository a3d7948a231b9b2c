package dev.realtime.core.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes what a client says (protocol section 2). Stateless and thread-safe. */
public final class ClientMessageWriter {
    private ClientMessageWriter() {}

    /**
     * Writes a message.
     *
     * @param message what to say
     * @return the JSON in UTF-8
     */
    public static byte[] write(ClientMessage message) {
        return Json.write(512, json -> {
            if (message instanceof ClientMessage.Handshake handshake) {
                handshake(json, handshake);
            } else if (message instanceof ClientMessage.Subscribe subscribe) {
                json.writeStringField("type", "subscribe");
                json.writeNumberField("id", subscribe.id());
                services(json, subscribe.services());
                resume(json, subscribe.resume());
            } else if (message instanceof ClientMessage.Unsubscribe unsubscribe) {
                json.writeStringField("type", "unsubscribe");
                json.writeNumberField("id", unsubscribe.id());
                services(json, unsubscribe.services());
            } else if (message instanceof ClientMessage.ChangeFilter change) {
                json.writeStringField("type", "filter");
                json.writeNumberField("id", change.id());
                filter(json, change.filter());
            } else if (message instanceof ClientMessage.Refresh refresh) {
                json.writeStringField("type", "refresh");
                json.writeNumberField("id", refresh.id());
                json.writeStringField("token", refresh.token());
            } else if (message instanceof ClientMessage.Delivered delivered) {
                json.writeStringField("type", "delivered");
                positions(json, delivered.positions());
            } else {
                json.writeStringField("type", "pong");
            }
        });
    }

    private static void handshake(JsonGenerator json, ClientMessage.Handshake handshake) throws IOException {
        json.writeStringField("type", "handshake");
        json.writeNumberField("version", ClientMessage.VERSION);
        services(json, handshake.services());
        resume(json, handshake.resume());
        filter(json, handshake.filter());
        encodings(json, handshake.encoding());
        if (handshake.token() != null) {
            json.writeStringField("token", handshake.token());
        }
        if (handshake.client() != null) {
            json.writeStringField("client", handshake.client());
        }
        if (handshake.instance() != null) {
            json.writeStringField("instance", handshake.instance());
        }
        if (handshake.pong()) {
            json.writeBooleanField("pong", true);
        }
    }

    private static void services(JsonGenerator json, List<String> services) throws IOException {
        json.writeArrayFieldStart("services");
        for (String service : services) {
            json.writeString(service);
        }
        json.writeEndArray();
    }

    private static void resume(JsonGenerator json, Resume resume) throws IOException {
        if (!resume.positions().isEmpty()) {
            positions(json, resume.positions());
        }
        if (resume.lastSeq() != null) {
            json.writeNumberField("lastSeq", resume.lastSeq());
        }
    }

    private static void positions(JsonGenerator json, Map<String, Position> positions) throws IOException {
        json.writeObjectFieldStart("positions");
        for (Map.Entry<String, Position> entry : positions.entrySet()) {
            json.writeObjectFieldStart(entry.getKey());
            json.writeStringField("epoch", entry.getValue().epoch());
            json.writeNumberField("seq", entry.getValue().seq());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void filter(JsonGenerator json, Filter filter) throws IOException {
        if (filter.isNone()) {
            return; // absent means none
        }
        json.writeObjectFieldStart("filters");
        for (Map.Entry<String, Set<String>> wanted : filter.values().entrySet()) {
            json.writeArrayFieldStart(wanted.getKey());
            for (String value : wanted.getValue()) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void encodings(JsonGenerator json, Encoding encoding) throws IOException {
        if (encoding == Encoding.TEXT) {
            return;
        }
        json.writeArrayFieldStart("encodings");
        if (encoding.isGzip()) {
            json.writeString("gzip");
        }
        if (encoding.isBinary()) {
            json.writeString("binary");
        }
        json.writeEndArray();
    }
}
