package dev.realtime.core.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.realtime.core.Filter;
import dev.realtime.core.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** JSON with limits: a complete buffer, a blocking parser, no polymorphism (research: reliability C.3). Thread-safe. */
final class Json {
    /** For what clients send: small and flat. */
    static final Json FROM_CLIENT = new Json(
            StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxTokenCount(10_000)
                    .maxNumberLength(64)
                    .maxNameLength(3 * Filter.MAX_LENGTH) // Jackson counts bytes; no name is longer than a tag
                    .build(),
            true);

    /** For what servers send: the applications' payloads are in it, whatever they are, so only what may hurt is bounded. */
    static final Json FROM_SERVER = new Json(
            StreamReadConstraints.builder()
                    .maxNestingDepth(Publication.MAX_LEVELS + 12) // a batch has 5 around an event's data
                    .maxTokenCount(1_100_000) // a snapshot of 1 MiB has at most a token a byte
                    .build(),
            false);

    private static final DateTimeFormatter TO_THE_SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.")
            .withZone(ZoneOffset.UTC)
            .withLocale(Locale.ROOT);
    private static final String TIMESTAMP = "0000-00-00T00:00:00.000Z"; // 0 for a digit

    /** A second as text: those who come after each other share it, since formatting takes as long as a small payload. */
    private record Second(long epochSecond, String text) {}

    private static volatile Second second = new Second(Long.MIN_VALUE, "");
    private static final JsonFactory WRITERS = new JsonFactory();

    private final ObjectReader reader;

    private Json(StreamReadConstraints limits, boolean strict) {
        ObjectMapper mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(limits)
                        .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .disable(JsonFactory.Feature.CHARSET_DETECTION) // UTF-8 and nothing else
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS) // an amount keeps all its digits
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
        reader = mapper.readerFor(JsonNode.class);
    }

    /**
     * Reads one object.
     *
     * @param utf8 the whole message
     * @return its members
     * @throws ProtocolException if it is not one JSON object within the limits
     */
    Members read(byte[] utf8) throws ProtocolException {
        try (JsonParser parser = parser(utf8)) {
            JsonNode node = reader.readTree(parser);
            if (node instanceof ObjectNode object && parser.nextToken() == null) {
                return new Members(object);
            }
        } catch (JsonProcessingException e) {
            JsonLocation where = e.getLocation();
            String place = where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
            throw new ProtocolException(ErrorCode.BAD_MESSAGE, "not valid JSON within the limits" + place);
        } catch (NumberFormatException e) { // Jackson lets it through for an exponent that no BigDecimal has
            throw new ProtocolException(ErrorCode.BAD_MESSAGE, "a number has too large an exponent");
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array does not fail
        }
        throw new ProtocolException(ErrorCode.BAD_MESSAGE, "a message is one JSON object");
    }

    /** Begins to read, within the limits. */
    JsonParser parser(byte[] utf8) throws IOException {
        return reader.createParser(utf8);
    }

    /** Fills an object. */
    @FunctionalInterface
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /**
     * Writes one object.
     *
     * @param sizeHint about how many bytes it will have
     * @param body writes its members
     * @return the UTF-8 bytes
     */
    static byte[] write(int sizeHint, Body body) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(sizeHint)) {
            try (JsonGenerator json = WRITERS.createGenerator(out)) {
                json.writeStartObject();
                body.write(json);
                json.writeEndObject();
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array does not fail
        }
    }

    /**
     * The wire form of an instant.
     *
     * @param instant when
     * @return ISO 8601 in UTC with three digits of a second
     */
    static String timestamp(Instant instant) {
        Second known = second;
        if (known.epochSecond != instant.getEpochSecond()) {
            known = new Second(instant.getEpochSecond(), TO_THE_SECOND.format(instant));
            second = known;
        }
        int millis = instant.getNano() / 1_000_000;
        return known.text
                + (char) ('0' + millis / 100)
                + (char) ('0' + millis / 10 % 10)
                + (char) ('0' + millis % 10)
                + 'Z';
    }

    /**
     * Reads an instant. The form that {@link #timestamp} writes has a way of its own, since every message has one, and a formatter takes
     * as long as the rest of a small message.
     *
     * @param text ISO 8601
     * @return the instant
     * @throws DateTimeException if it is none
     */
    static Instant instant(String text) {
        return isTimestamp(text)
                ? LocalDateTime.of(
                                number(text, 0, 4),
                                number(text, 5, 7),
                                number(text, 8, 10),
                                number(text, 11, 13),
                                number(text, 14, 16),
                                number(text, 17, 19),
                                number(text, 20, 23) * 1_000_000)
                        .toInstant(ZoneOffset.UTC)
                : Instant.parse(text);
    }

    /** Whether it has that form, and is neither hour 24 nor a leap second. */
    private static boolean isTimestamp(String text) {
        if (text.length() != TIMESTAMP.length()) {
            return false;
        }
        for (int i = 0; i < TIMESTAMP.length(); i++) {
            char c = text.charAt(i);
            boolean fits = TIMESTAMP.charAt(i) == '0' ? c >= '0' && c <= '9' : c == TIMESTAMP.charAt(i);
            if (!fits) {
                return false;
            }
        }
        return number(text, 11, 13) < 24 && number(text, 17, 19) < 60;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
