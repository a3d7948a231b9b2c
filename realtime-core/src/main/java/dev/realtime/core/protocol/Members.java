package dev.realtime.core.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of one JSON object, read by type: {@code null} means absent, a wrong type is an error (protocol rule P4). */
final class Members {
    private static final String FILTER =
            "at most %d tags, each with 1 to %d values, all of 1 to %d characters of Unicode"
                    .formatted(Filter.MAX_KEYS, Filter.MAX_VALUES, Filter.MAX_LENGTH);

    private final ObjectNode object;

    Members(ObjectNode object) {
        this.object = object;
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    @Nullable JsonNode node(String name) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    @Nullable String text(String name) throws ProtocolException {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isTextual()) {
            throw wrong(name, "a string");
        }
        return node.textValue();
    }

    String requiredText(String name) throws ProtocolException {
        String text = text(name);
        if (text == null) {
            throw wrong(name, "a string");
        }
        return text;
    }

    @Nullable Long number(String name) throws ProtocolException {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < 0
                || node.longValue() > Position.MAX_SEQ) {
            throw wrong(name, "a whole number from 0 to 2^53 - 1");
        }
        return node.longValue();
    }

    long requiredNumber(String name) throws ProtocolException {
        Long number = number(name);
        if (number == null) {
            throw wrong(name, "a whole number from 0 to 2^53 - 1");
        }
        return number;
    }

    boolean flag(String name) throws ProtocolException {
        JsonNode node = node(name);
        if (node != null && !node.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return node != null && node.booleanValue();
    }

    @Nullable Instant instant(String name) throws ProtocolException {
        String text = text(name);
        try {
            return text == null ? null : Json.instant(text);
        } catch (DateTimeException e) {
            throw wrong(name, "an ISO 8601 instant");
        }
    }

    String epoch(String name) throws ProtocolException {
        String epoch = requiredText(name);
        if (!Position.isEpoch(epoch)) {
            throw wrong(name, "1 to 16 letters, digits, hyphens or underscores");
        }
        return epoch;
    }

    @Nullable Members object(String name) throws ProtocolException {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (node instanceof ObjectNode inner) {
            return new Members(inner);
        }
        throw wrong(name, "an object");
    }

    @Nullable Position position(String name) throws ProtocolException {
        Members inner = object(name);
        return inner == null ? null : new Position(inner.epoch("epoch"), inner.requiredNumber("seq"));
    }

    Map<String, Position> positions(String name) throws ProtocolException {
        Map<String, Position> positions = new LinkedHashMap<>();
        for (Map.Entry<String, Members> entry : objects(name).entrySet()) {
            Members inner = entry.getValue();
            positions.put(entry.getKey(), new Position(inner.epoch("epoch"), inner.requiredNumber("seq")));
        }
        return positions;
    }

    /** An object whose values are objects; a value that is null is left out. */
    Map<String, Members> objects(String name) throws ProtocolException {
        Map<String, Members> objects = new LinkedHashMap<>();
        Members outer = object(name);
        if (outer != null) {
            for (String key : (Iterable<String>) outer.object::fieldNames) {
                JsonNode node = outer.node(key);
                if (node instanceof ObjectNode inner) {
                    objects.put(key, new Members(inner));
                } else if (node != null) {
                    throw wrong(name, "an object of objects"); // the key is the peer's
                }
            }
        }
        return objects;
    }

    Map<String, String> textMap(String name) throws ProtocolException {
        Members inner = object(name);
        if (inner == null) {
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : (Iterable<String>) inner.object::fieldNames) {
            JsonNode node = inner.object.get(key);
            if (!node.isTextual()) {
                throw wrong(name, "an object of strings"); // the key is the peer's
            }
            texts.put(key, node.textValue());
        }
        return texts;
    }

    /** Texts, numbers and truth values by tag, or arrays of them; all compare as text (protocol rule P6). */
    Filter filter(String name) throws ProtocolException {
        Members inner = object(name);
        if (inner == null) {
            return Filter.NONE;
        }
        Map<String, Set<String>> values = new LinkedHashMap<>();
        for (String tag : (Iterable<String>) inner.object::fieldNames) {
            JsonNode node = inner.object.get(tag);
            Set<String> wanted = new HashSet<>();
            for (JsonNode value : node.isArray() ? node : List.of(node)) {
                if (!value.isValueNode() || value.isNull()) {
                    throw wrong(name, "texts, numbers or truth values by tag, or arrays of them");
                }
                wanted.add(value.asText());
            }
            values.put(tag, wanted);
        }
        try {
            return new Filter(values);
        } catch (IllegalArgumentException e) { // its message may hold what the peer says
            throw wrong(name, FILTER);
        }
    }

    List<String> texts(String name) throws ProtocolException {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : array(name)) {
            if (!item.isTextual()) {
                throw wrong(name, "an array of strings");
            }
            texts.add(item.textValue());
        }
        return texts;
    }

    List<Members> list(String name) throws ProtocolException {
        List<Members> list = new ArrayList<>();
        for (JsonNode item : array(name)) {
            if (!(item instanceof ObjectNode inner)) {
                throw wrong(name, "an array of objects");
            }
            list.add(new Members(inner));
        }
        return list;
    }

    private Iterable<JsonNode> array(String name) throws ProtocolException {
        JsonNode node = node(name);
        if (node != null && !node.isArray()) {
            throw wrong(name, "an array");
        }
        return node == null ? List.of() : node;
    }

    static ProtocolException wrong(String name, String rule) {
        return new ProtocolException(ErrorCode.BAD_MESSAGE, name + " must be " + rule);
    }
}
