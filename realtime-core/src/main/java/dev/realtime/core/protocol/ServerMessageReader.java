package dev.realtime.core.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.realtime.core.Entity;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what servers say (protocol section 3). Stateless and thread-safe. */
public final class ServerMessageReader {
    private ServerMessageReader() {}

    /**
     * Reads a message.
     *
     * @param utf8 the JSON; the caller has checked its size
     * @return the message; {@link ServerMessage.Unknown} for one that this version does not know
     * @throws ProtocolException if it breaks the protocol
     */
    public static ServerMessage read(byte[] utf8) throws ProtocolException {
        Members message = Json.FROM_SERVER.read(utf8);
        String type = message.requiredText("type");
        return switch (type) {
            case "ack" -> ack(message);
            case "event", "invalidate" -> range(message, List.of(entry(message)));
            case "batch" -> range(message, entries(message));
            case "gap" -> gap(message);
            case "snapshot" -> snapshot(message);
            case "unsubscribed" ->
                new ServerMessage.Unsubscribed(
                        message.requiredText("service"), "revoked".equals(message.text("reason")));
            case "reconnect" ->
                new ServerMessage.Reconnect(message.requiredText("reason"), message.requiredNumber("afterMs"));
            case "ping" -> new ServerMessage.Ping(message.positions("heads"));
            case "error" -> failure(message);
            default -> unknown(type, message);
        };
    }

    private static ServerMessage.Ack ack(Members message) throws ProtocolException {
        Members identity = message.object("identity");
        return new ServerMessage.Ack(
                timestamp(message),
                message.number("id"),
                message.requiredText("connectionId"),
                identity == null
                        ? null
                        : new ServerMessage.Owner(identity.requiredText("org"), identity.requiredText("user")),
                message.requiredNumber("heartbeatMs"),
                starts(message),
                refusals(message),
                message.instant("tokenExpiresAt"));
    }

    private static Map<String, ServerMessage.Start> starts(Members message) throws ProtocolException {
        Map<String, ServerMessage.Start> starts = new LinkedHashMap<>();
        for (Map.Entry<String, Members> entry : message.objects("positions").entrySet()) {
            Members start = entry.getValue();
            Position position = start.has("epoch") && start.has("seq")
                    ? new Position(start.epoch("epoch"), start.requiredNumber("seq"))
                    : null;
            starts.put(entry.getKey(), new ServerMessage.Start(position, resumed(start), start.number("head")));
        }
        return starts;
    }

    private static @Nullable Resumed resumed(Members start) throws ProtocolException {
        String name = start.text("resumed");
        for (Resumed resumed : Resumed.values()) {
            if (resumed.wireName().equals(name)) {
                return resumed;
            }
        }
        return null; // absent, or one that a later version has
    }

    private static List<ServerMessage.Refusal> refusals(Members message) throws ProtocolException {
        List<ServerMessage.Refusal> refusals = new ArrayList<>();
        for (Members refused : message.list("refused")) {
            refusals.add(new ServerMessage.Refusal(
                    refused.requiredText("service"), errorCode(refused), refused.number("retryAfterMs")));
        }
        return refusals;
    }

    private static ServerMessage.Range range(Members message, List<ServerMessage.Entry> entries)
            throws ProtocolException {
        String epoch = message.epoch("epoch");
        return new ServerMessage.Range(
                message.requiredText("service"),
                epoch,
                message.has("from") ? message.epoch("from") : epoch,
                message.requiredNumber("after"),
                message.requiredNumber("seq"),
                entries);
    }

    private static List<ServerMessage.Entry> entries(Members message) throws ProtocolException {
        List<ServerMessage.Entry> entries = new ArrayList<>();
        for (Members inner : message.list("messages")) {
            if (inner.has("events") || inner.has("invalidate")) {
                entries.add(entry(inner));
            }
        }
        return entries;
    }

    private static ServerMessage.Entry entry(Members message) throws ProtocolException {
        List<ServerMessage.EventData> events = new ArrayList<>();
        for (Members event : message.list("events")) {
            Members entity = event.object("entity");
            JsonNode data = event.node("data");
            events.add(new ServerMessage.EventData(
                    event.requiredText("type"),
                    event.text("id"),
                    entity == null ? null : entity(entity),
                    data == null ? NullNode.getInstance() : data));
        }
        Members invalidate = message.object("invalidate");
        List<String> keys = invalidate == null ? List.of() : invalidate.texts("keys");
        return new ServerMessage.Entry(
                message.requiredNumber("seq"), timestamp(message), message.textMap("tags"), events, keys);
    }

    private static Entity entity(Members entity) throws ProtocolException {
        String type = entity.requiredText("type");
        String id = entity.requiredText("id");
        if (type.isEmpty() || id.isEmpty()) {
            throw Members.wrong("entity", "a type and an id");
        }
        return new Entity(type, id);
    }

    private static ServerMessage.Gap gap(Members message) throws ProtocolException {
        String reason = message.requiredText("reason");
        return new ServerMessage.Gap(
                message.requiredText("service"),
                message.epoch("epoch"),
                message.requiredNumber("seq"),
                message.position("after"),
                GapReason.ofWireName(reason).orElse(GapReason.UNKNOWN_POSITION),
                message.number("missed"),
                message.flag("snapshot"));
    }

    private static ServerMessage.Snapshot snapshot(Members message) throws ProtocolException {
        JsonNode data = message.node("data");
        return new ServerMessage.Snapshot(
                message.requiredText("service"),
                message.epoch("epoch"),
                message.requiredNumber("seq"),
                data == null ? NullNode.getInstance() : data);
    }

    private static ServerMessage.Failure failure(Members message) throws ProtocolException {
        Members error = message.object("error");
        if (error == null) {
            throw Members.wrong("error", "an object");
        }
        String text = error.text("message");
        return new ServerMessage.Failure(
                message.number("id"), errorCode(error), text == null ? "" : text, error.text("service"));
    }

    private static ErrorCode errorCode(Members error) throws ProtocolException {
        String name = error.requiredText("code");
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return ErrorCode.INTERNAL; // one that a later version has
    }

    /** A later version's message still moves the position if it has a place in a channel (protocol rule P10). */
    private static ServerMessage unknown(String type, Members message) throws ProtocolException {
        JsonNode after = message.node("after");
        boolean inChannel = message.has("service") && message.has("epoch") && after != null && after.isNumber();
        return inChannel ? range(message, List.of()) : new ServerMessage.Unknown(type);
    }

    private static Instant timestamp(Members message) throws ProtocolException {
        Instant timestamp = message.instant("timestamp");
        if (timestamp == null) {
            throw Members.wrong("timestamp", "an ISO 8601 instant");
        }
        return timestamp;
    }
}
