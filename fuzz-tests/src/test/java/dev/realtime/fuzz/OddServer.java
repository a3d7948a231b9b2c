package dev.realtime.fuzz;

import static dev.realtime.fuzz.OddJson.JSON;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a hostile or broken server says to the client of a {@link ClientScene}: of the right shape, and wrong in places. */
final class OddServer {
    private static final String[] SERVICES = {"news", "state", "unasked"};
    private static final String[] EPOCHS = {"e", "e", "f"};
    private static final String[] TYPES = {
        "ack",
        "ack",
        "event",
        "event",
        "batch",
        "invalidate",
        "gap",
        "snapshot",
        "unsubscribed",
        "reconnect",
        "ping",
        "error",
        "future"
    };
    private static final String[] TIMES = {
        "2026-11-20T12:00:00.000Z",
        "2026-11-20T12:00:00.000Z",
        "2026-11-20T13:00:00.000Z",
        "1970-01-01T00:00:00.000Z",
        "-1000000000-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59.999999999Z",
        "yesterday"
    };

    private OddServer() {}

    static byte[] message(FuzzedDataProvider data) {
        ObjectNode message = JSON.objectNode();
        String type = OddJson.name(data, TYPES);
        message.put("type", type);
        OddJson.put(data, message, "timestamp", OddJson.text(data, TIMES));
        switch (type) {
            case "ack" -> ack(data, message);
            case "error" -> error(data, message);
            case "reconnect" -> {
                OddJson.put(data, message, "reason", OddJson.text(data, "drain", "rebalance"));
                OddJson.put(data, message, "afterMs", OddJson.number(data));
            }
            case "ping" -> OddJson.put(data, message, "heads", positions(data));
            case "unsubscribed" -> {
                OddJson.put(data, message, "service", OddJson.text(data, SERVICES));
                OddJson.maybe(data, message, "reason", OddJson.text(data, "revoked", "closed"));
            }
            default -> inChannel(data, type, message);
        }
        return OddJson.bytes(message);
    }

    private static void ack(FuzzedDataProvider data, ObjectNode ack) {
        OddJson.maybe(data, ack, "id", OddJson.number(data));
        OddJson.put(data, ack, "connectionId", OddJson.text(data, "c"));
        OddJson.put(data, ack, "heartbeatMs", data.consumeBoolean() ? JSON.numberNode(30_000) : OddJson.number(data));
        ObjectNode starts = JSON.objectNode();
        for (String service : SERVICES) {
            if (data.consumeBoolean()) {
                ObjectNode start = OddJson.position(data, EPOCHS);
                OddJson.put(
                        data, start, "resumed", OddJson.text(data, "fresh", "complete", "gap", "unverified", "odd"));
                OddJson.maybe(data, start, "head", OddJson.number(data));
                starts.set(service, start);
            }
        }
        OddJson.put(data, ack, "positions", starts);
        if (data.consumeBoolean()) {
            OddJson.maybe(data, ack, "identity", owner(data));
            OddJson.maybe(data, ack, "tokenExpiresAt", OddJson.text(data, TIMES));
            OddJson.maybe(data, ack, "refused", refusals(data));
        }
    }

    private static ObjectNode owner(FuzzedDataProvider data) {
        ObjectNode owner = JSON.objectNode();
        OddJson.put(data, owner, "org", OddJson.text(data, "acme", "other"));
        OddJson.put(data, owner, "user", OddJson.text(data, "mallory"));
        return owner;
    }

    private static ArrayNode refusals(FuzzedDataProvider data) {
        ObjectNode refusal = JSON.objectNode();
        OddJson.put(data, refusal, "service", OddJson.text(data, SERVICES));
        OddJson.put(data, refusal, "code", OddJson.text(data, "FORBIDDEN", "UNAVAILABLE", "INTERNAL", "NEW"));
        OddJson.maybe(data, refusal, "retryAfterMs", OddJson.number(data));
        return JSON.arrayNode().add(refusal);
    }

    private static void error(FuzzedDataProvider data, ObjectNode message) {
        OddJson.maybe(data, message, "id", OddJson.number(data));
        ObjectNode error = JSON.objectNode();
        OddJson.put(
                data, error, "code", OddJson.text(data, "BAD_MESSAGE", "UNAVAILABLE", "LIMIT_EXCEEDED", "FORBIDDEN"));
        OddJson.maybe(data, error, "message", OddJson.text(data, "no"));
        OddJson.put(data, message, "error", error);
    }

    private static void inChannel(FuzzedDataProvider data, String type, ObjectNode message) {
        OddJson.put(data, message, "service", OddJson.text(data, SERVICES));
        OddJson.put(data, message, "epoch", OddJson.text(data, EPOCHS));
        OddJson.put(data, message, "seq", OddJson.number(data));
        switch (type) {
            case "gap" -> {
                OddJson.maybe(data, message, "after", OddJson.position(data, EPOCHS));
                OddJson.put(data, message, "reason", OddJson.text(data, "trimmed", "epoch", "ahead", "transit", "odd"));
                OddJson.maybe(data, message, "missed", OddJson.number(data));
                OddJson.maybe(data, message, "snapshot", OddJson.flag(data));
            }
            case "snapshot" -> OddJson.put(data, message, "data", OddJson.number(data));
            default -> {
                OddJson.put(data, message, "after", OddJson.number(data));
                if (OddJson.rarely(data)) {
                    message.set("from", OddJson.text(data, EPOCHS));
                }
                entries(data, type, message);
            }
        }
    }

    private static void entries(FuzzedDataProvider data, String type, ObjectNode message) {
        if (!type.equals("batch")) {
            content(data, message);
            return;
        }
        ArrayNode entries = JSON.arrayNode();
        for (int left = data.consumeInt(0, 3); left > 0; left--) {
            ObjectNode entry = JSON.objectNode();
            OddJson.put(data, entry, "seq", OddJson.number(data));
            OddJson.put(data, entry, "timestamp", OddJson.text(data, TIMES));
            content(data, entry);
            entries.add(entry);
        }
        OddJson.put(data, message, "messages", entries);
    }

    private static void content(FuzzedDataProvider data, ObjectNode entry) {
        if (data.consumeBoolean()) {
            ArrayNode keys = JSON.arrayNode().add(OddJson.text(data, "key"));
            entry.set("invalidate", JSON.objectNode().set("keys", keys));
            return;
        }
        ObjectNode event = JSON.objectNode();
        OddJson.put(data, event, "type", OddJson.text(data, "t"));
        OddJson.maybe(data, event, "id", OddJson.text(data, "one", "two"));
        OddJson.maybe(data, event, "entity", entity(data));
        OddJson.maybe(data, event, "data", OddJson.number(data));
        entry.set("events", JSON.arrayNode().add(event));
        OddJson.maybe(data, entry, "tags", JSON.objectNode().set("k", OddJson.text(data, "v")));
    }

    private static ObjectNode entity(FuzzedDataProvider data) {
        ObjectNode entity = JSON.objectNode();
        OddJson.put(data, entity, "type", OddJson.text(data, "revenue"));
        OddJson.put(data, entity, "id", OddJson.text(data, "17"));
        return entity;
    }

    private static JsonNode positions(FuzzedDataProvider data) {
        ObjectNode positions = JSON.objectNode();
        for (String service : SERVICES) {
            OddJson.maybe(data, positions, service, OddJson.position(data, EPOCHS));
        }
        return positions;
    }
}
