package dev.realtime.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.core.protocol.EventWriter;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * What an application may put into an event or a snapshot.
 *
 * @param node as the reader should see it
 * @param json as the server writes it
 */
@SuppressWarnings("ArrayRecordComponent") // written once, compared never
record Payload(JsonNode node, byte[] json) {
    static final EventWriter WRITER = new EventWriter(new ObjectMapper());

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = 100;

    static Payload any(FuzzedDataProvider data) {
        JsonNode node = value(data, data.consumeInt(0, 9) == 0 ? MAX_DEPTH : 3);
        return new Payload(node, WRITER.data(node));
    }

    private static JsonNode value(FuzzedDataProvider data, int depth) {
        return switch (data.consumeInt(0, depth == 0 ? 4 : 6)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(data.consumeBoolean());
            case 2 -> JSON.numberNode(data.consumeInt());
            case 3 ->
                DecimalNode.valueOf(new BigDecimal(BigInteger.valueOf(data.consumeLong()), data.consumeInt(1, 300)));
            case 4 -> JSON.textNode(Values.whole(data.consumeString(100)));
            case 5 -> array(data, depth - 1);
            default -> object(data, depth - 1);
        };
    }

    private static ArrayNode array(FuzzedDataProvider data, int depth) {
        ArrayNode array = JSON.arrayNode();
        for (int left = data.consumeInt(0, 3); left > 0; left--) {
            array.add(value(data, depth));
        }
        return array;
    }

    private static ObjectNode object(FuzzedDataProvider data, int depth) {
        ObjectNode object = JSON.objectNode();
        for (int left = data.consumeInt(0, 3); left > 0; left--) {
            object.set(Values.whole(data, 20), value(data, depth));
        }
        return object;
    }
}
