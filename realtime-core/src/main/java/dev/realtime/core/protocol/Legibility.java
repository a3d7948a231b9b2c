package dev.realtime.core.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.realtime.core.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an application gives as a client would, before it is published: what clients cannot read would be asked for again and again,
 * and end as a gap (protocol rules P10, P18).
 */
final class Legibility {
    private Legibility() {}

    /**
     * Looks for what a client could not read.
     *
     * @param utf8 the JSON
     * @param levels how deep it is allowed to nest
     * @return what is wrong, without anything of the payload, or null
     */
    static @Nullable String fault(byte[] utf8, int levels) {
        try {
            String fault = faultOfStructure(utf8, levels);
            return fault == null && hasSurrogates(utf8) ? faultOfTexts(utf8) : fault;
        } catch (StreamConstraintsException e) {
            return e.getOriginalMessage(); // has the limit, and by how much it was passed
        } catch (JsonProcessingException e) {
            return "it is no JSON, or a name has half a surrogate pair";
        } catch (NumberFormatException e) { // as in Json
            return "a number has too large an exponent";
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array does not fail
        }
    }

    private static @Nullable String faultOfStructure(byte[] utf8, int levels) throws IOException {
        int depth = 0;
        int values = 0;
        try (JsonParser parser = Json.FROM_SERVER.parser(utf8)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                values += depth == 0 ? 1 : 0;
                if (depth > levels) {
                    return "it nests deeper than " + Publication.MAX_LEVELS + " levels";
                }
                if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                    parser.getDecimalValue();
                }
            }
        }
        return values == 1 ? null : "it is no JSON value but " + values;
    }

    /** Whether a surrogate may stand somewhere: Jackson escapes them, whole pairs too. Few payloads have any, and looking at all texts takes long. */
    private static boolean hasSurrogates(byte[] utf8) {
        for (int i = 2; i < utf8.length; i++) {
            if ((utf8[i] == 'd' || utf8[i] == 'D') && utf8[i - 1] == 'u' && utf8[i - 2] == '\\') {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String faultOfTexts(byte[] utf8) throws IOException {
        CharsetEncoder unicode = StandardCharsets.UTF_8.newEncoder();
        try (JsonParser parser = Json.FROM_SERVER.parser(utf8)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING && !unicode.canEncode(parser.getText())) {
                    return "a text has half a surrogate pair";
                }
            }
        }
        return null;
    }
}
