package dev.realtime.core.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** JSON with limits: a complete buffer, a blocking parser, no polymorphism (research: reliability C.3). Thread-safe. */
final class Json {
    /** For what clients send: small and flat. */
    static final Json FROM_CLIENT = new Json(32, 10_000, 64);

    /** For what servers send: the application's payloads are in it. */
    static final Json FROM_SERVER = new Json(512, 1_000_000, 1_000);

    private static final DateTimeFormatter TIMESTAMP =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final JsonFactory WRITERS = new JsonFactory();
    private static final int MAX_NAME_LENGTH = 128;

    private final ObjectReader reader;

    private Json(int depth, int tokens, int numberLength) {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxNestingDepth(depth)
                .maxTokenCount(tokens)
                .maxNumberLength(numberLength)
                .maxNameLength(numberLength == 64 ? MAX_NAME_LENGTH : 50_000)
                .build();
        ObjectMapper mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(limits)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
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
        try (JsonParser parser = reader.createParser(utf8)) {
            JsonNode node = reader.readTree(parser);
            if (node instanceof ObjectNode object && parser.nextToken() == null) {
                return new Members(object);
            }
        } catch (JsonProcessingException e) {
            throw new ProtocolException(ErrorCode.BAD_MESSAGE, "not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array does not fail
        }
        throw new ProtocolException(ErrorCode.BAD_MESSAGE, "a message is one JSON object");
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
        return TIMESTAMP.format(instant);
    }
}
