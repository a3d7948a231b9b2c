package dev.realtime.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Entity;
import dev.realtime.core.GapReason;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.protocol.ServerMessage.Ack;
import dev.realtime.core.protocol.ServerMessage.Failure;
import dev.realtime.core.protocol.ServerMessage.Gap;
import dev.realtime.core.protocol.ServerMessage.Ping;
import dev.realtime.core.protocol.ServerMessage.Range;
import dev.realtime.core.protocol.ServerMessage.Start;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol rules P7 to P9, P11, P14, P15: the exact texts of the server, and how the client reads them and later ones. */
class ServerMessageTest {
    private static final Instant T0 = Instant.parse("2026-11-20T12:00:00.000Z");
    private static final Instant T1 = Instant.parse("2026-11-20T12:00:01.230Z");
    private static final String TIME = "'timestamp':'2026-11-20T12:00:00.000Z'";
    private static final String LATER = "'timestamp':'2026-11-20T12:00:01.230Z'";
    private static final String ONE = "[{'type':'a','data':1}]";

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static void assertText(String expected, byte[] actual) {
        assertEquals(expected.replace('\'', '"'), new String(actual, StandardCharsets.UTF_8));
    }

    private static ServerMessage read(String json) throws ProtocolException {
        return ServerMessageReader.read(bytes(json));
    }

    private static Position at(String epoch, long seq) {
        return new Position(epoch, seq);
    }

    private static Publication publication(Position position, Instant time, Map<String, String> tags, String payload) {
        return new Publication(position, time, tags, null, null, Publication.Kind.EVENTS, bytes(payload));
    }

    private static byte[] range(Position after, Position end, Publication... publications) {
        return ServerMessageWriter.range("finance", new LogRange(after, end, List.of(publications)), T1);
    }

    // ---- P7

    private static final Ack FULL = new Ack(
            T0,
            7L,
            "c1",
            new ServerMessage.Owner("456", "17"),
            30_000,
            Map.of("finance", new Start(at("Zk1", 40), Resumed.COMPLETE, 41L)),
            List.of(
                    new ServerMessage.Refusal("x", ErrorCode.FORBIDDEN, null),
                    new ServerMessage.Refusal("y", ErrorCode.UNAVAILABLE, 2_000L)),
            T1);

    @Test
    void P7_an_ack_has_this_text() throws ProtocolException {
        byte[] json = ServerMessageWriter.ack(FULL);
        assertText(
                "{'type':'ack','seq':0," + TIME + ",'id':7,'connectionId':'c1','identity':{'org':'456','user':'17'},"
                        + "'heartbeatMs':30000,"
                        + "'positions':{'finance':{'epoch':'Zk1','seq':40,'resumed':'complete','head':41}},"
                        + "'refused':[{'service':'x','code':'FORBIDDEN'},"
                        + "{'service':'y','code':'UNAVAILABLE','retryAfterMs':2000}],"
                        + "'tokenExpiresAt':'2026-11-20T12:00:01.230Z'}",
                json);
        assertEquals(FULL, ServerMessageReader.read(json));
    }

    @Test
    void P7_an_ack_leaves_out_what_there_is_not() throws ProtocolException {
        Ack ack = new Ack(T0, null, "c1", null, 30_000, Map.of(), List.of(), null);
        byte[] json = ServerMessageWriter.ack(ack);
        assertText("{'type':'ack','seq':0," + TIME + ",'connectionId':'c1','heartbeatMs':30000,'positions':{}}", json);
        assertEquals(ack, ServerMessageReader.read(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fresh", "complete", "gap", "unverified"})
    void P7_how_a_service_goes_on_is_one_of_four_words(String word) {
        assertTrue(List.of(Resumed.values()).stream()
                .anyMatch(resumed -> resumed.wireName().equals(word)));
        assertEquals(4, Resumed.values().length);
    }

    @Test
    void P7_the_final_positions_of_an_unsubscribe_have_neither_resumed_nor_head() throws ProtocolException {
        Map<String, Start> ends = new LinkedHashMap<>();
        ends.put("a", new Start(at("E", 3), null, null));
        Ack ack = new Ack(T0, 1L, "c1", null, 30_000, ends, List.of(), null);
        byte[] json = ServerMessageWriter.ack(ack);
        assertTrue(new String(json, StandardCharsets.UTF_8).contains("{\"a\":{\"epoch\":\"E\",\"seq\":3}}"));
        assertEquals(ack, ServerMessageReader.read(json));
    }

    // ---- P8, P9

    @Test
    void P8_one_publication_is_an_event_with_this_text() throws ProtocolException {
        byte[] json = range(
                at("Zk1", 40),
                at("Zk1", 41),
                publication(
                        at("Zk1", 41),
                        T0,
                        Map.of("propertyId", "7"),
                        "[{'type':'r','id':'e1','entity':{'type':'revenue','id':'17'},'data':{'x':1}}]"));
        assertText(
                "{'type':'event','service':'finance','epoch':'Zk1','after':40,'seq':41," + TIME
                        + ",'tags':{'propertyId':'7'},'events':[{'type':'r','id':'e1',"
                        + "'entity':{'type':'revenue','id':'17'},'data':{'x':1}}]}",
                json);
        Range range = assertInstanceOf(Range.class, ServerMessageReader.read(json));
        assertEquals("Zk1", range.from());
        ServerMessage.Entry entry = range.entries().get(0);
        assertEquals(Map.of("propertyId", "7"), entry.tags());
        assertEquals(T0, entry.timestamp());
        ServerMessage.EventData event = entry.events().get(0);
        assertEquals("e1", event.id());
        assertEquals(new Entity("revenue", "17"), event.entity());
        assertEquals(1, event.data().get("x").intValue());
    }

    @Test
    void P9_several_publications_are_a_batch_with_this_text() throws ProtocolException {
        byte[] json = range(
                at("Zk1", 40),
                at("Zk1", 42),
                publication(at("Zk1", 41), T0, Map.of(), ONE),
                publication(at("Zk1", 42), T1, Map.of("k", "v"), ONE));
        assertText(
                "{'type':'batch','service':'finance','epoch':'Zk1','after':40,'seq':42," + LATER + ",'messages':["
                        + "{'seq':41," + TIME + ",'events':" + ONE + "},"
                        + "{'seq':42," + LATER + ",'tags':{'k':'v'},'events':" + ONE + "}]}",
                json);
        Range range = assertInstanceOf(Range.class, ServerMessageReader.read(json));
        assertEquals(40, range.after());
        assertEquals(42, range.seq());
        assertEquals(
                List.of(41L, 42L),
                range.entries().stream().map(ServerMessage.Entry::seq).toList());
    }

    @Test
    void P9_an_empty_range_is_an_empty_batch() throws ProtocolException {
        byte[] json = range(at("Zk1", 40), at("Zk1", 40));
        assertText(
                "{'type':'batch','service':'finance','epoch':'Zk1','after':40,'seq':40," + LATER + ",'messages':[]}",
                json);
        assertEquals(new Range("finance", "Zk1", "Zk1", 40, 40, List.of()), ServerMessageReader.read(json));
    }

    @Test
    void P8_from_stands_where_the_epoch_of_after_differs_and_nowhere_else() throws ProtocolException {
        byte[] fork = range(at("Yx9", 40), at("Zk1", 41), publication(at("Zk1", 41), T0, Map.of(), ONE));
        assertText(
                "{'type':'event','service':'finance','epoch':'Zk1','from':'Yx9','after':40,'seq':41," + TIME
                        + ",'events':" + ONE + "}",
                fork);
        assertEquals("Yx9", ((Range) ServerMessageReader.read(fork)).from());
        byte[] empty = range(at("Yx9", 40), at("Zk1", 40));
        assertText(
                "{'type':'batch','service':'finance','epoch':'Zk1','from':'Yx9','after':40,'seq':40," + LATER
                        + ",'messages':[]}",
                empty);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"type\":\"a\",\"data\":\"ü 漢字 😀 \\u0001 \\\" \\\\ / <script>\"}]",
                "[{\"type\":\"a\",\"data\":12345678901234567890.12345678901234567890}]",
                "[{\"type\":\"a\",\"data\":1.00e2}]",
                "[ {\"type\" : \"a\",\n\t\"data\" : {\"b\":1,\"b\":2}} ]"
            })
    void D3_the_bytes_of_a_payload_are_copied_as_they_are(String payload) {
        byte[] utf8 = payload.getBytes(StandardCharsets.UTF_8);
        Publication publication = new Publication(at("E", 1), T0, Map.of(), null, null, Publication.Kind.EVENTS, utf8);
        String event = new String(range(at("E", 0), at("E", 1), publication), StandardCharsets.UTF_8);
        assertTrue(event.endsWith(",\"events\":" + payload + "}"), event);
    }

    @ParameterizedTest
    @ValueSource(ints = {7_000, 8_000, 100_000, 262_144})
    void D3_a_large_payload_is_copied_as_it_is(int size) {
        String payload = "[{\"type\":\"a\",\"data\":\"" + "ü".repeat(size / 2) + "\"}]";
        Publication publication = new Publication(
                at("E", 1),
                T0,
                Map.of(),
                null,
                null,
                Publication.Kind.EVENTS,
                payload.getBytes(StandardCharsets.UTF_8));
        Publication next = new Publication(at("E", 2), T0, Map.of(), null, null, Publication.Kind.EVENTS, bytes(ONE));
        String batch = new String(range(at("E", 0), at("E", 2), publication, next), StandardCharsets.UTF_8);
        assertTrue(batch.contains(",\"events\":" + payload + "},{\"seq\":2,"));
    }

    @Test
    void D3_a_big_decimal_keeps_all_its_digits_at_the_client() throws ProtocolException {
        Range range = (Range) read("{'type':'event','service':'f','epoch':'E','after':0,'seq':1," + TIME
                + ",'events':[{'type':'a','data':12345678901234567890.1234567890}]}");
        assertEquals(
                "12345678901234567890.1234567890",
                range.entries().get(0).events().get(0).data().decimalValue().toPlainString());
    }

    @Test
    void P8_tags_are_escaped() {
        Publication publication = publication(at("E", 1), T0, Map.of("a\"b", "c\\d\n"), ONE);
        String event = new String(range(at("E", 0), at("E", 1), publication), StandardCharsets.UTF_8);
        assertTrue(event.contains("\"tags\":{\"a\\\"b\":\"c\\\\d\\n\"}"), event);
    }

    // ---- P11, P14, P15

    @Test
    void P11_a_gap_has_this_text() throws ProtocolException {
        Gap gap = new Gap("finance", "Zk1", 97, at("Yx9", 40), GapReason.TAIL_LOST, 57L, true);
        byte[] json = ServerMessageWriter.gap(gap, T0);
        assertText(
                "{'type':'gap','service':'finance','epoch':'Zk1','seq':97," + TIME
                        + ",'after':{'epoch':'Yx9','seq':40},'reason':'tail-lost','missed':57,'snapshot':true}",
                json);
        assertEquals(gap, ServerMessageReader.read(json));
    }

    @Test
    void P11_a_gap_after_nothing_has_null() throws ProtocolException {
        Gap gap = new Gap("finance", "Zk1", 97, null, GapReason.UNKNOWN_POSITION, null, false);
        byte[] json = ServerMessageWriter.gap(gap, T0);
        assertText(
                "{'type':'gap','service':'finance','epoch':'Zk1','seq':97," + TIME
                        + ",'after':null,'reason':'unknown-position'}",
                json);
        assertEquals(gap, ServerMessageReader.read(json));
    }

    @Test
    void P12_a_snapshot_has_this_text() throws ProtocolException {
        byte[] json = ServerMessageWriter.snapshot("finance", at("Zk1", 97), bytes("{'sum':1.50}"), T0);
        assertText(
                "{'type':'snapshot','service':'finance','epoch':'Zk1','seq':97," + TIME + ",'data':{'sum':1.50}}",
                json);
        ServerMessage.Snapshot snapshot = (ServerMessage.Snapshot) ServerMessageReader.read(json);
        assertEquals(97, snapshot.seq());
        assertEquals("1.50", snapshot.data().get("sum").asText());
    }

    @Test
    void P13_an_invalidation_has_this_text() throws ProtocolException {
        Publication publication = new Publication(
                at("Zk1", 58), T0, Map.of(), null, null, Publication.Kind.INVALIDATE, bytes("{'keys':['a','b']}"));
        byte[] json = range(at("Zk1", 57), at("Zk1", 58), publication);
        assertText(
                "{'type':'invalidate','service':'finance','epoch':'Zk1','after':57,'seq':58," + TIME
                        + ",'invalidate':{'keys':['a','b']}}",
                json);
        ServerMessage.Range range = (ServerMessage.Range) ServerMessageReader.read(json);
        assertEquals(List.of("a", "b"), range.entries().get(0).invalidated());
        assertEquals(List.of(), range.entries().get(0).events());
    }

    @Test
    void P9_a_range_that_ends_beyond_its_only_publication_is_a_batch() throws ProtocolException {
        byte[] json = range(at("Zk1", 40), at("Zk1", 44), publication(at("Zk1", 42), T0, Map.of(), ONE));
        ServerMessage.Range range = (ServerMessage.Range) ServerMessageReader.read(json);
        assertEquals(44, range.seq());
        assertEquals(42, range.entries().get(0).seq());
        assertTrue(new String(json, StandardCharsets.UTF_8).startsWith("{\"type\":\"batch\""));
    }

    @Test
    void P16_a_reconnect_has_this_text() throws ProtocolException {
        ServerMessage.Reconnect reconnect = new ServerMessage.Reconnect("drain", 1_234);
        byte[] json = ServerMessageWriter.reconnect(reconnect, T0);
        assertText("{'type':'reconnect','seq':0," + TIME + ",'reason':'drain','afterMs':1234}", json);
        assertEquals(reconnect, ServerMessageReader.read(json));
    }

    @Test
    void P19_an_unsubscribed_has_this_text() throws ProtocolException {
        ServerMessage.Unsubscribed revoked = new ServerMessage.Unsubscribed("finance", true);
        byte[] json = ServerMessageWriter.unsubscribed(revoked, T0);
        assertText("{'type':'unsubscribed','seq':0," + TIME + ",'service':'finance','reason':'revoked'}", json);
        assertEquals(revoked, ServerMessageReader.read(json));
        ServerMessage.Unsubscribed closed = new ServerMessage.Unsubscribed("finance", false);
        assertEquals(closed, ServerMessageReader.read(ServerMessageWriter.unsubscribed(closed, T0)));
    }

    @Test
    void P14_a_ping_has_this_text() throws ProtocolException {
        Ping ping = new Ping(Map.of("finance", at("Zk1", 58)));
        byte[] json = ServerMessageWriter.ping(ping, T0);
        assertText("{'type':'ping','seq':0," + TIME + ",'heads':{'finance':{'epoch':'Zk1','seq':58}}}", json);
        assertEquals(ping, ServerMessageReader.read(json));
    }

    @Test
    void P15_an_error_has_this_text() throws ProtocolException {
        Failure failure = new Failure(7L, ErrorCode.RATE_LIMITED, "too \"many\"", "finance");
        byte[] json = ServerMessageWriter.failure(failure, T0);
        assertText(
                "{'type':'error','seq':0," + TIME + ",'id':7,'error':{'code':'RATE_LIMITED',"
                        + "'message':'too \\'many\\'','service':'finance'}}",
                json);
        assertEquals(failure, ServerMessageReader.read(json));
    }

    @Test
    void P15_an_error_without_request_has_no_id() throws ProtocolException {
        Failure failure = new Failure(null, ErrorCode.INTERNAL, "m", null);
        byte[] json = ServerMessageWriter.failure(failure, T0);
        assertText("{'type':'error','seq':0," + TIME + ",'error':{'code':'INTERNAL','message':'m'}}", json);
        assertEquals(failure, ServerMessageReader.read(json));
    }

    @Test
    void P15_each_code_has_its_close_code() {
        Map<ErrorCode, Integer> codes = Map.of(
                ErrorCode.BAD_MESSAGE, 4400,
                ErrorCode.UNSUPPORTED_VERSION, 4400,
                ErrorCode.UNAUTHENTICATED, 4401,
                ErrorCode.FORBIDDEN, 4403,
                ErrorCode.TOO_LARGE, 4413,
                ErrorCode.RATE_LIMITED, 4429,
                ErrorCode.LIMIT_EXCEEDED, 4481,
                ErrorCode.UNAVAILABLE, 1011,
                ErrorCode.INTERNAL, 1011);
        codes.forEach((code, close) -> assertEquals(close, code.closeCode(), code.name()));
    }

    // ---- what a later server says

    @Test
    void P10_an_unknown_message_with_a_place_in_a_channel_is_an_empty_range() throws ProtocolException {
        assertEquals(
                new Range("finance", "Zk1", "Zk1", 57, 58, List.of()),
                read("{'type':'new','service':'finance','epoch':'Zk1','after':57,'seq':58," + TIME
                        + ",'new':{'keys':['k']}}"));
        assertEquals(
                new Range("finance", "Zk1", "Yx9", 57, 58, List.of()),
                read("{'type':'new','service':'finance','epoch':'Zk1','from':'Yx9','after':57,'seq':58}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'later','seq':0,'reason':'drain','afterMs':1234}",
                "{'type':'later','service':'finance','epoch':'Zk1','seq':97,'data':{}}",
                "{'type':'later','after':{'epoch':'E','seq':1},'service':'finance','epoch':'E','seq':2}"
            })
    void P10_another_unknown_message_is_unknown(String json) throws ProtocolException {
        assertInstanceOf(ServerMessage.Unknown.class, read(json));
    }

    @Test
    void a_word_for_resumed_that_is_not_known_is_null() throws ProtocolException {
        Ack ack = (Ack) read("{'type':'ack','seq':0," + TIME + ",'connectionId':'c','heartbeatMs':1,"
                + "'positions':{'a':{'epoch':'E','seq':1,'resumed':'later','head':2}}}");
        assertEquals(new Start(at("E", 1), null, 2L), ack.positions().get("a"));
    }

    @Test
    void a_gap_without_position_is_read_as_one() throws ProtocolException {
        Ack ack = (Ack) read("{'type':'ack','seq':0," + TIME + ",'connectionId':'c','heartbeatMs':1,"
                + "'positions':{'a':{'resumed':'gap','head':2}}}");
        assertEquals(new Start(null, Resumed.GAP, 2L), ack.positions().get("a"));
    }

    @Test
    void a_reason_that_is_not_known_is_an_unknown_position() throws ProtocolException {
        Gap gap = (Gap) read("{'type':'gap','service':'f','epoch':'E','seq':1," + TIME + ",'reason':'sunspots'}");
        assertEquals(GapReason.UNKNOWN_POSITION, gap.reason());
        assertNull(gap.after());
    }

    @Test
    void a_code_that_is_not_known_is_an_internal_one() throws ProtocolException {
        Failure failure = (Failure) read("{'type':'error','seq':0," + TIME + ",'error':{'code':'TEAPOT'}}");
        assertEquals(ErrorCode.INTERNAL, failure.code());
    }

    @Test
    void P9_an_invalidate_in_a_batch_has_its_keys() throws ProtocolException {
        Range range = (Range)
                read("{'type':'batch','service':'f','epoch':'E','after':1,'seq':3," + TIME + ",'messages':[{'seq':2,"
                        + TIME + ",'invalidate':{'keys':['k']}},{'seq':3," + TIME + ",'events':[]}]}");
        assertEquals(
                List.of(List.of("k"), List.of()),
                range.entries().stream().map(ServerMessage.Entry::invalidated).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'event','service':'f','epoch':'a.b','after':0,'seq':1}",
                "{'type':'event','service':'f','epoch':'E','after':-1,'seq':1}",
                "{'type':'batch','service':'f','epoch':'E','after':0}",
                "{'type':'gap','service':'f','epoch':'E','seq':1}",
                "{'type':'ack','seq':0}",
                "{'type':'error','seq':0}",
                "{'type':1}",
                "{}",
                "[]",
                "{'type':'ping','heads':{'f':{'epoch':'E','seq':1.5}}}"
            })
    void a_message_that_breaks_the_protocol_is_refused(String json) {
        assertThrows(ProtocolException.class, () -> read(json));
    }
}
