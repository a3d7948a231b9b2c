package dev.realtime.examples.frontdesk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What somebody sent: a small JSON object whose members are checked as they are taken.
 *
 * @param members the object
 */
record Body(JsonNode members) {
    private static final int MAX_BYTES = 8 * 1024;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads it.
     *
     * @throws Refusal if it is too large or no JSON object
     */
    static Body read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new Refusal(413, "the body must have at most " + MAX_BYTES + " bytes");
        }
        try {
            JsonNode members = JSON.readTree(bytes);
            if (members.isObject()) {
                return new Body(members);
            }
        } catch (JsonProcessingException e) {
            // said below, without the parser's words
        }
        throw new Refusal(400, "the body must be a JSON object, such as {\"name\": \"value\"}");
    }

    /** A text that must be there. */
    String text(String name, int maxLength) {
        String text = optionalText(name, maxLength);
        if (text == null) {
            throw new Refusal(400, name + " must be a text of 1 to " + maxLength + " characters but is missing");
        }
        return text;
    }

    /** A text that may be missing. */
    @Nullable String optionalText(String name, int maxLength) {
        JsonNode value = members.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        String text = value.isTextual() ? value.textValue().strip() : "";
        if (text.isEmpty() || text.length() > maxLength || text.codePoints().anyMatch(Character::isISOControl)) {
            throw new Refusal(
                    400, name + " must be a text of 1 to " + maxLength + " characters without control characters");
        }
        return text;
    }

    /** A whole number that must be there. */
    long whole(String name, long min, long max) {
        JsonNode value = members.path(name);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            throw new Refusal(400, name + " must be a whole number from " + min + " to " + max);
        }
        return value.longValue();
    }
}
