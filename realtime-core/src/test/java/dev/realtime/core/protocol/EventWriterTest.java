package dev.realtime.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.realtime.core.Event;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Protocol rule P18: what may be published, clients can read; what they could not read is refused at the call. */
class EventWriterTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final EventWriter WRITER = new EventWriter(MAPPER);

    /** What a Java client reads of an event's data, where most is around them: in a batch. */
    private static JsonNode readFromBatch(Object data) throws ProtocolException {
        Position end = new Position("E", 2);
        byte[] payload = WRITER.write(Event.of("t", data));
        List<Publication> both = List.of(publication(end.at(1), payload), publication(end, payload));
        byte[] json = ServerMessageWriter.range("finance", new LogRange(end.at(0), end, both), Instant.EPOCH);
        ServerMessage.Range range = (ServerMessage.Range) ServerMessageReader.read(json);
        return range.entries().get(1).events().get(0).data();
    }

    private static Publication publication(Position position, byte[] payload) {
        return new Publication(position, Instant.EPOCH, Map.of(), null, null, Publication.Kind.EVENTS, payload);
    }

    private static JsonNode readFromSnapshot(Object data) throws ProtocolException {
        byte[] json = ServerMessageWriter.snapshot("finance", new Position("E", 1), WRITER.data(data), Instant.EPOCH);
        return ((ServerMessage.Snapshot) ServerMessageReader.read(json)).data();
    }

    private static void assertReadable(Object data) throws ProtocolException {
        JsonNode same = MAPPER.valueToTree(data);
        assertEquals(same.toString(), readFromBatch(data).toString());
        assertEquals(same.toString(), readFromSnapshot(data).toString());
    }

    private static void assertRefused(String why, Object data) {
        Event event = Event.of("t", data);
        for (IllegalArgumentException e : List.of(
                assertThrows(IllegalArgumentException.class, () -> WRITER.write(event)),
                assertThrows(IllegalArgumentException.class, () -> WRITER.data(data)))) {
            String message = String.valueOf(e.getMessage());
            assertTrue(message.contains(data.getClass().getName()), message);
            assertTrue(message.contains(why), message);
            assertFalse(message.contains("secret"), message);
        }
    }

    private static Object nested(int levels) {
        Object data = "secret";
        for (int i = 0; i < levels; i++) {
            data = i % 2 == 0 ? List.of(data) : Map.of("room", data);
        }
        return data;
    }

    @Test
    void P18_data_nest_500_levels_at_most() throws ProtocolException {
        assertReadable(nested(500));
        assertRefused("deeper than 500 levels", nested(501));
        assertRefused("deeper than 500 levels", nested(900));
    }

    @Test
    void P18_half_a_surrogate_pair_is_refused_wherever_it_stands() throws ProtocolException {
        assertReadable(Map.of("\ud83d\ude00", List.of("\ud83d\ude00", "\u20ac")));
        for (String half : List.of("\ud83d", "a\ude00b", "\ude00\ud83d")) {
            assertRefused("half a surrogate pair", half);
            assertRefused("half a surrogate pair", List.of("secret", half));
            assertRefused("half a surrogate pair", Map.of(half, "secret"));
        }
    }

    @Test
    void P18_a_number_has_1000_digits_at_most() throws ProtocolException {
        assertReadable(BigInteger.TEN.pow(999));
        assertRefused("1000", BigInteger.TEN.pow(1_000));
    }

    @Test
    void P18_an_exponent_that_no_reader_takes_is_refused() throws ProtocolException {
        assertReadable(new BigDecimal("1.5e400"));
        assertRefused("exponent", new RawValue("1e99999999999"));
    }

    @Test
    void P18_a_name_has_50000_bytes_at_most() throws ProtocolException {
        assertReadable(Map.of("x".repeat(50_000), 1));
        assertRefused("50000", Map.of("x".repeat(50_001), 1));
    }

    @Test
    void P18_a_snapshot_may_have_a_token_for_each_byte() throws ProtocolException {
        String deep = "[".repeat(499) + "]".repeat(499);
        String full = "[" + (deep + ",").repeat(1024 * 1024 / 999 - 1) + deep + "]";
        assertTrue(full.length() > 1_000_000, () -> full.length() + " bytes");
        assertEquals(full, readFromSnapshot(new RawValue(full)).toString());
    }

    @Test
    void P18_what_an_application_serialises_itself_has_to_be_one_value() throws ProtocolException {
        assertEquals("{\"a\":1}", readFromBatch(new RawValue("{\"a\":1}")).toString());
        assertRefused("no JSON", new RawValue("{\"secret\""));
        assertRefused("no JSON", new RawValue("secret"));
        assertRefused("no JSON", new RawValue("1 2"));
    }
}
