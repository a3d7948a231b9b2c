package dev.realtime.fuzz;

import static dev.realtime.fuzz.OddJson.JSON;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a hostile client says to the server of a {@link Conversation}: of the right shape, and wrong in places. */
final class OddClient {
    private static final String[] SERVICES = {"news", "state", "mail", "secret", "a.b:c-d_e"};
    private static final String[] EPOCHS = {"000000000000", "111111111111", "222222222222", "elsewhere"};
    private static final String[] TOKENS = {"mallory@acme", "mallory@acme#1", "mallory@acme#60", "eve@acme", "stolen"};
    private static final String[] TYPES = {
        "subscribe", "subscribe", "unsubscribe", "filter", "refresh", "delivered", "pong", "handshake", "resubscribe"
    };

    private OddClient() {}

    static byte[] handshake(FuzzedDataProvider data) {
        ObjectNode message = JSON.objectNode();
        OddJson.maybe(data, message, "type", OddJson.text(data, "handshake"));
        OddJson.put(data, message, "version", OddJson.rarely(data) ? OddJson.number(data) : JSON.numberNode(1));
        OddJson.put(data, message, "services", services(data));
        OddJson.maybe(data, message, "positions", positions(data));
        OddJson.maybe(data, message, "lastSeq", OddJson.number(data));
        OddJson.maybe(data, message, "filters", filters(data));
        OddJson.maybe(data, message, "encodings", encodings(data));
        OddJson.maybe(data, message, "token", OddJson.text(data, TOKENS));
        OddJson.maybe(data, message, "client", OddJson.text(data, "fuzz/1"));
        OddJson.maybe(data, message, "instance", OddJson.text(data, "one", "two"));
        OddJson.maybe(data, message, "pong", OddJson.flag(data));
        return OddJson.bytes(message);
    }

    static byte[] request(FuzzedDataProvider data) {
        ObjectNode message = JSON.objectNode();
        String type = OddJson.name(data, TYPES);
        OddJson.put(data, message, "type", JSON.textNode(type));
        OddJson.put(data, message, "id", OddJson.number(data));
        switch (type) {
            case "subscribe", "unsubscribe" -> {
                OddJson.put(data, message, "services", services(data));
                OddJson.maybe(data, message, "positions", positions(data));
            }
            case "filter" -> OddJson.put(data, message, "filters", filters(data));
            case "refresh" -> OddJson.put(data, message, "token", OddJson.text(data, TOKENS));
            case "delivered" -> OddJson.put(data, message, "positions", positions(data));
            default -> OddJson.maybe(data, message, "services", services(data));
        }
        return OddJson.bytes(message);
    }

    private static JsonNode services(FuzzedDataProvider data) {
        if (OddJson.rarely(data)) {
            return OddJson.text(data, SERVICES);
        }
        ArrayNode services = JSON.arrayNode();
        if (OddJson.rarely(data)) {
            int most = data.consumeInt(120, 135); // 128 are allowed
            for (int i = 0; i < most; i++) {
                services.add("service-" + i);
            }
        }
        for (int left = data.consumeInt(1, 3); left > 0; left--) {
            services.add(OddJson.text(data, SERVICES));
        }
        return services;
    }

    private static JsonNode positions(FuzzedDataProvider data) {
        if (OddJson.rarely(data)) {
            return OddJson.number(data);
        }
        ObjectNode positions = JSON.objectNode();
        for (int left = data.consumeInt(0, 3); left > 0; left--) {
            positions.set(OddJson.name(data, SERVICES), OddJson.position(data, EPOCHS));
        }
        return positions;
    }

    private static JsonNode filters(FuzzedDataProvider data) {
        if (OddJson.rarely(data)) {
            return OddJson.number(data);
        }
        ObjectNode filters = JSON.objectNode();
        int most = OddJson.rarely(data) ? 17 : data.consumeInt(0, 2); // 16 are allowed
        for (int i = 0; i < most; i++) {
            String tag = i == 0 ? OddJson.name(data, "k") : "k" + i;
            filters.set(tag, data.consumeBoolean() ? OddJson.number(data) : values(data));
        }
        return filters;
    }

    private static ArrayNode values(FuzzedDataProvider data) {
        ArrayNode values = JSON.arrayNode();
        int most = OddJson.rarely(data) ? 65 : data.consumeInt(0, 3); // 64 are allowed
        for (int i = 0; i < most; i++) {
            values.add(i < 3 ? OddJson.number(data) : JSON.numberNode(i));
        }
        return values;
    }

    private static ArrayNode encodings(FuzzedDataProvider data) {
        ArrayNode encodings = JSON.arrayNode();
        for (int left = data.consumeInt(0, 3); left > 0; left--) {
            encodings.add(OddJson.text(data, "gzip", "binary", "brotli"));
        }
        return encodings;
    }
}
