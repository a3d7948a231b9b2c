package dev.realtime.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.core.Position;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** Members of messages that are right most of the time: what only has wrong ones does not get far. */
final class OddJson {
    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int RARE = 15; // one in so many and one

    private static final List<JsonNode> NUMBERS = List.of(
            JSON.numberNode(-1),
            JSON.numberNode(Position.MAX_SEQ),
            JSON.numberNode(Position.MAX_SEQ + 1),
            JSON.numberNode(Long.MAX_VALUE),
            JSON.numberNode(Long.MIN_VALUE),
            JSON.numberNode(BigInteger.TEN.pow(60)),
            JSON.numberNode(BigInteger.TEN.pow(70)),
            JSON.numberNode(new BigDecimal("1.5")),
            JSON.numberNode(new BigDecimal("1e400")),
            JSON.textNode("1"),
            JSON.booleanNode(true),
            JSON.nullNode(),
            JSON.arrayNode(),
            JSON.objectNode());

    private static final List<JsonNode> TEXTS = List.of(
            JSON.textNode(""),
            JSON.textNode(" "),
            JSON.textNode("\u0000\r\n"),
            JSON.textNode("\u00e9"),
            JSON.textNode("\ud800"),
            JSON.textNode("x".repeat(129)),
            JSON.textNode("\u20ac".repeat(128)),
            JSON.numberNode(1),
            JSON.booleanNode(false),
            JSON.nullNode(),
            JSON.arrayNode(),
            JSON.objectNode());

    private OddJson() {}

    static boolean rarely(FuzzedDataProvider data) {
        return data.consumeInt(0, RARE) == RARE;
    }

    /** A small number, or something odd. */
    static JsonNode number(FuzzedDataProvider data) {
        return rarely(data) ? data.pickValue(NUMBERS) : JSON.numberNode(data.consumeInt(0, 6));
    }

    /** One of the texts, or something odd. */
    static JsonNode text(FuzzedDataProvider data, String... right) {
        return rarely(data) ? data.pickValue(TEXTS) : JSON.textNode(data.pickValue(right));
    }

    /** A name for a member: one of the texts, or something odd. */
    static String name(FuzzedDataProvider data, String... right) {
        return rarely(data) ? data.pickValue(TEXTS).asText() : data.pickValue(right);
    }

    static JsonNode flag(FuzzedDataProvider data) {
        return rarely(data) ? data.pickValue(NUMBERS) : JSON.booleanNode(data.consumeBoolean());
    }

    /** Adds a member, but for rare cases. */
    static void put(FuzzedDataProvider data, ObjectNode object, String name, JsonNode value) {
        if (!rarely(data)) {
            object.set(name, value);
        }
    }

    /** Adds a member every other time. */
    static void maybe(FuzzedDataProvider data, ObjectNode object, String name, JsonNode value) {
        if (data.consumeBoolean()) {
            object.set(name, value);
        }
    }

    /** {@code {"epoch":...,"seq":...}}. */
    static ObjectNode position(FuzzedDataProvider data, String... epochs) {
        ObjectNode position = JSON.objectNode();
        put(data, position, "epoch", text(data, epochs));
        put(data, position, "seq", number(data));
        return position;
    }

    static byte[] bytes(JsonNode message) {
        try {
            return MAPPER.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
