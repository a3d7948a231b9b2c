package dev.realtime.core.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** Writes what a server says (protocol section 3). Stateless and thread-safe. */
public final class ServerMessageWriter {
    private static final int RANGE_OVERHEAD = 160;
    private static final int ENTRY_OVERHEAD = 96;

    private ServerMessageWriter() {}

    /**
     * Writes an {@code ack} (protocol rule P7).
     *
     * @param ack what to say
     * @return the JSON in UTF-8
     */
    public static byte[] ack(ServerMessage.Ack ack) {
        return Json.write(512, json -> {
            head(json, "ack", 0, ack.timestamp());
            if (ack.id() != null) {
                json.writeNumberField("id", ack.id());
            }
            json.writeStringField("connectionId", ack.connectionId());
            if (ack.identity() != null) {
                json.writeObjectFieldStart("identity");
                json.writeStringField("org", ack.identity().org());
                json.writeStringField("user", ack.identity().user());
                json.writeEndObject();
            }
            json.writeNumberField("heartbeatMs", ack.heartbeatMs());
            starts(json, ack.positions());
            refusals(json, ack);
            if (ack.tokenExpiresAt() != null) {
                json.writeStringField("tokenExpiresAt", Json.timestamp(ack.tokenExpiresAt()));
            }
        });
    }

    private static void starts(JsonGenerator json, Map<String, ServerMessage.Start> starts) throws IOException {
        json.writeObjectFieldStart("positions");
        for (Map.Entry<String, ServerMessage.Start> entry : starts.entrySet()) {
            ServerMessage.Start start = entry.getValue();
            json.writeObjectFieldStart(entry.getKey());
            if (start.position() != null) {
                position(json, start.position());
            }
            if (start.resumed() != null) {
                json.writeStringField("resumed", start.resumed().wireName());
            }
            if (start.head() != null) {
                json.writeNumberField("head", start.head());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void refusals(JsonGenerator json, ServerMessage.Ack ack) throws IOException {
        if (ack.refused().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("refused");
        for (ServerMessage.Refusal refusal : ack.refused()) {
            json.writeStartObject();
            json.writeStringField("service", refusal.service());
            json.writeStringField("code", refusal.code().name());
            if (refusal.retryAfterMs() != null) {
                json.writeNumberField("retryAfterMs", refusal.retryAfterMs());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /**
     * Writes a range: {@code event} or {@code invalidate} where it ends with its only publication, else {@code batch} (protocol
     * rules P8, P9, P13). Nothing in it depends on the connection.
     *
     * @param service whose channel
     * @param range what to tell
     * @param now the time stamp of an empty range
     * @return the JSON in UTF-8
     */
    public static byte[] range(String service, LogRange range, Instant now) {
        boolean single =
                range.publications().size() == 1 && last(range).position().equals(range.end());
        int size = RANGE_OVERHEAD;
        for (Publication publication : range.publications()) {
            size += ENTRY_OVERHEAD + publication.payload().length;
        }
        Position end = range.end();
        Instant time = range.publications().isEmpty() ? now : last(range).time();
        return Json.write(size, json -> {
            json.writeStringField("type", single ? type(last(range)) : "batch");
            json.writeStringField("service", service);
            json.writeStringField("epoch", end.epoch());
            if (!end.epoch().equals(range.after().epoch())) {
                json.writeStringField("from", range.after().epoch());
            }
            json.writeNumberField("after", range.after().seq());
            json.writeNumberField("seq", end.seq());
            json.writeStringField("timestamp", Json.timestamp(time));
            if (single) {
                content(json, last(range));
            } else {
                entries(json, range);
            }
        });
    }

    private static String type(Publication publication) {
        return publication.kind() == Publication.Kind.EVENTS ? "event" : "invalidate";
    }

    private static Publication last(LogRange range) {
        return range.publications().get(range.publications().size() - 1);
    }

    private static void entries(JsonGenerator json, LogRange range) throws IOException {
        json.writeArrayFieldStart("messages");
        for (Publication publication : range.publications()) {
            json.writeStartObject();
            json.writeNumberField("seq", publication.seq());
            json.writeStringField("timestamp", Json.timestamp(publication.time()));
            content(json, publication);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void content(JsonGenerator json, Publication publication) throws IOException {
        if (!publication.tags().isEmpty()) {
            json.writeObjectFieldStart("tags");
            for (Map.Entry<String, String> tag : publication.tags().entrySet()) {
                json.writeStringField(tag.getKey(), tag.getValue());
            }
            json.writeEndObject();
        }
        json.writeFieldName(publication.kind() == Publication.Kind.EVENTS ? "events" : "invalidate");
        json.writeRawValue(new RawJson(publication.payload()));
    }

    /**
     * Writes a {@code gap} (protocol rule P11).
     *
     * @param gap what to say
     * @param now when it is sent
     * @return the JSON in UTF-8
     */
    public static byte[] gap(ServerMessage.Gap gap, Instant now) {
        return Json.write(256, json -> {
            json.writeStringField("type", "gap");
            json.writeStringField("service", gap.service());
            json.writeStringField("epoch", gap.epoch());
            json.writeNumberField("seq", gap.seq());
            json.writeStringField("timestamp", Json.timestamp(now));
            if (gap.after() == null) {
                json.writeNullField("after");
            } else {
                json.writeObjectFieldStart("after");
                position(json, gap.after());
                json.writeEndObject();
            }
            json.writeStringField("reason", gap.reason().wireName());
            if (gap.missed() != null) {
                json.writeNumberField("missed", gap.missed());
            }
            if (gap.snapshot()) {
                json.writeBooleanField("snapshot", true);
            }
        });
    }

    /**
     * Writes a {@code snapshot} (protocol rule P12). Nothing in it depends on the connection.
     *
     * @param service whose channel
     * @param position as of where
     * @param data the state as JSON in UTF-8
     * @param now when it was made
     * @return the JSON in UTF-8
     */
    public static byte[] snapshot(String service, Position position, byte[] data, Instant now) {
        return Json.write(RANGE_OVERHEAD + data.length, json -> {
            json.writeStringField("type", "snapshot");
            json.writeStringField("service", service);
            position(json, position);
            json.writeStringField("timestamp", Json.timestamp(now));
            json.writeFieldName("data");
            json.writeRawValue(new RawJson(data));
        });
    }

    /**
     * Writes an {@code unsubscribed} (protocol rule P19).
     *
     * @param unsubscribed what to say
     * @param now when it is sent
     * @return the JSON in UTF-8
     */
    public static byte[] unsubscribed(ServerMessage.Unsubscribed unsubscribed, Instant now) {
        return Json.write(128, json -> {
            head(json, "unsubscribed", 0, now);
            json.writeStringField("service", unsubscribed.service());
            json.writeStringField("reason", unsubscribed.revoked() ? "revoked" : "closed");
        });
    }

    /**
     * Writes a {@code reconnect} (protocol rule P16).
     *
     * @param reconnect what to say
     * @param now when it is sent
     * @return the JSON in UTF-8
     */
    public static byte[] reconnect(ServerMessage.Reconnect reconnect, Instant now) {
        return Json.write(128, json -> {
            head(json, "reconnect", 0, now);
            json.writeStringField("reason", reconnect.reason());
            json.writeNumberField("afterMs", reconnect.afterMs());
        });
    }

    /**
     * Writes a {@code ping} (protocol rule P14).
     *
     * @param ping what to say
     * @param now when it is sent
     * @return the JSON in UTF-8
     */
    public static byte[] ping(ServerMessage.Ping ping, Instant now) {
        return Json.write(256, json -> {
            head(json, "ping", 0, now);
            json.writeObjectFieldStart("heads");
            for (Map.Entry<String, Position> head : ping.heads().entrySet()) {
                json.writeObjectFieldStart(head.getKey());
                position(json, head.getValue());
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }

    /**
     * Writes an {@code error} (protocol rule P15).
     *
     * @param failure what to say
     * @param now when it is sent
     * @return the JSON in UTF-8
     */
    public static byte[] failure(ServerMessage.Failure failure, Instant now) {
        return Json.write(256, json -> {
            head(json, "error", 0, now);
            if (failure.id() != null) {
                json.writeNumberField("id", failure.id());
            }
            json.writeObjectFieldStart("error");
            json.writeStringField("code", failure.code().name());
            json.writeStringField("message", failure.message());
            if (failure.service() != null) {
                json.writeStringField("service", failure.service());
            }
            json.writeEndObject();
        });
    }

    private static void head(JsonGenerator json, String type, long seq, Instant time) throws IOException {
        json.writeStringField("type", type);
        json.writeNumberField("seq", seq);
        json.writeStringField("timestamp", Json.timestamp(time));
    }

    private static void position(JsonGenerator json, Position position) throws IOException {
        json.writeStringField("epoch", position.epoch());
        json.writeNumberField("seq", position.seq());
    }
}
