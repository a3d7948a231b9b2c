package dev.realtime.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ClientMessage.Handshake;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol rule P4: what a handshake may be. Members stand in single quotes here. */
class HandshakeReadingTest {
    private static final String LEAST = "'version':1,'services':['a']";

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static Handshake read(String members) throws ProtocolException {
        return ClientMessageReader.readHandshake(bytes("{" + members + "}"));
    }

    private static ProtocolException refusal(byte[] message) {
        return assertThrows(ProtocolException.class, () -> ClientMessageReader.readHandshake(message));
    }

    private static void assertBad(String json) {
        ProtocolException refusal = refusal(bytes(json));
        assertEquals(ErrorCode.BAD_MESSAGE, refusal.code());
        assertNull(refusal.requestId());
        assertFalse(String.valueOf(refusal.getMessage()).contains("secret"), "it may stand in logs");
    }

    private static String names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "'s" + i + "'").collect(Collectors.joining(","));
    }

    // ---- good ones

    @Test
    void P4_the_least_is_version_and_services() throws ProtocolException {
        assertEquals(
                new Handshake(List.of("a"), Resume.NONE, Filter.NONE, Encoding.TEXT, null, null, null, false),
                read(LEAST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "[]",
                "{'a':null}",
                "{'a':{}}",
                "{'a':[]}",
                "{'a':[null]}",
                "{'a':[[1]]}",
                "{'a':''}",
                "{'':'a'}"
            })
    void P6_a_filter_is_texts_numbers_or_truth_values_by_tag(String filters) {
        assertBad("{" + LEAST + ",'filters':" + filters + "}");
    }

    @Test
    void a_refusal_says_nothing_of_what_the_client_said() {
        assertBad("{" + LEAST + ",'positions':{'secret':7}}");
        assertBad("{" + LEAST + ",'positions':{'secret':[]}}");
        assertBad("{" + LEAST + ",'positions':{'finance':{'epoch':'secret!','seq':1}}}");
        assertBad("{" + LEAST + ",'filters':{'secret':{}}}");
        assertBad("{" + LEAST + ",'client':{'secret':1}}");
    }

    @Test
    void P6_a_filter_has_bounds() {
        String values = IntStream.range(0, 65).mapToObj(String::valueOf).collect(Collectors.joining(","));
        assertBad("{" + LEAST + ",'filters':{'a':[" + values + "]}}");
        String tags = IntStream.range(0, 17).mapToObj(i -> "'t" + i + "':1").collect(Collectors.joining(","));
        assertBad("{" + LEAST + ",'filters':{" + tags + "}}");
        assertBad("{" + LEAST + ",'filters':{'a':'" + "x".repeat(129) + "'}}");
        assertBad("{" + LEAST + ",'filters':{'a':'secret\\ud83d'}}");
    }

    @Test
    void P4_everything_is_read() throws ProtocolException {
        assertEquals(
                new Handshake(
                        List.of("a", "b"),
                        new Resume(Map.of("a", new Position("Zk1", 40)), 41L),
                        new Filter(Map.of("propertyId", Set.of("7"), "floor", Set.of("1", "true"))),
                        Encoding.BINARY_GZIP,
                        "t",
                        "c/1",
                        "i",
                        true),
                read(
                        "'type':'handshake','version':1,'services':['a','b'],'positions':{'a':{'epoch':'Zk1','seq':40}},"
                                + "'lastSeq':41,'filters':{'propertyId':7,'floor':['1',true]},'encodings':['gzip','binary'],'token':'t','client':'c/1','instance':'i','pong':true"));
    }

    @Test
    void P4_null_means_absent() throws ProtocolException {
        assertEquals(
                read(LEAST),
                read(LEAST + ",'type':null,'positions':null,'lastSeq':null,'filters':null,'encodings':null,"
                        + "'token':null,'client':null,'instance':null,'pong':null"));
    }

    @Test
    void P4_a_position_that_is_null_is_absent() throws ProtocolException {
        assertEquals(Resume.NONE, read(LEAST + ",'positions':{'a':null}").resume());
    }

    @Test
    void P4_unknown_members_are_ignored_whatever_they_are() throws ProtocolException {
        assertEquals(read(LEAST), read(LEAST + ",'x':1,'y':{'z':[1,2.5,null,true]},'seq':'text'"));
    }

    @Test
    void P4_positions_of_other_services_are_ignored() throws ProtocolException {
        assertEquals(
                Resume.NONE,
                read(LEAST + ",'positions':{'b':{'epoch':'E','seq':1}}").resume());
    }

    @Test
    void P4_unknown_encodings_are_ignored() throws ProtocolException {
        assertEquals(Encoding.TEXT, read(LEAST + ",'encodings':['zstd']").encoding());
    }

    @Test
    void P4_128_services_are_allowed() throws ProtocolException {
        assertEquals(
                128,
                read("'version':1,'services':[" + names(128) + "]").services().size());
    }

    @Test
    void D5_the_largest_seq_is_read() throws ProtocolException {
        Handshake handshake = read(LEAST + ",'positions':{'a':{'epoch':'E','seq':9007199254740991}}");
        assertEquals(
                new Position("E", Position.MAX_SEQ),
                handshake.resume().positions().get("a"));
    }

    @Test
    void P4_white_space_around_the_message_is_allowed() throws ProtocolException {
        assertEquals(read(LEAST), ClientMessageReader.readHandshake(bytes(" \n{" + LEAST + "}\r\n\t ")));
    }

    @Test
    void the_text_of_a_handshake_holds_no_token() throws ProtocolException {
        assertTrue(!read(LEAST + ",'token':'secret'").toString().contains("secret"));
    }

    // ---- bad ones

    @ParameterizedTest
    @ValueSource(strings = {"2", "0", "9007199254740991"})
    void P4_another_version_is_said_to_be_one(String version) {
        ProtocolException refusal = refusal(bytes("{'version':" + version + ",'services':['a']}"));
        assertEquals(ErrorCode.UNSUPPORTED_VERSION, refusal.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'services':['a']",
                "'version':null,'services':['a']",
                "'version':'1','services':['a']",
                "'version':1.0,'services':['a']",
                "'version':1.5,'services':['a']",
                "'version':-1,'services':['a']",
                "'version':true,'services':['a']",
                "'version':[1],'services':['a']",
                "'version':1",
                "'version':1,'services':null",
                "'version':1,'services':[]",
                "'version':1,'services':'a'",
                "'version':1,'services':{'a':1}",
                "'version':1,'services':1",
                "'version':1,'services':['a',1]",
                "'version':1,'services':['a',null]",
                "'version':1,'services':['a',['b']]",
                "'version':1,'services':['a','a']",
                "'version':1,'services':['']",
                "'version':1,'services':['a b']",
                "'version':1,'services':['a/b']",
                "'version':1,'services':['ä']"
            })
    void P4_a_wrong_version_or_services_is_a_bad_message(String members) {
        assertBad("{" + members + "}");
    }

    @Test
    void P4_129_services_are_a_bad_message() {
        assertBad("{'version':1,'services':[" + names(129) + "]}");
    }

    @Test
    void P4_a_service_of_65_characters_is_a_bad_message() {
        assertBad("{'version':1,'services':['" + "x".repeat(65) + "']}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type':'hello'",
                "'type':1",
                "'positions':[]",
                "'positions':'a'",
                "'positions':{'a':1}",
                "'positions':{'a':[]}",
                "'positions':{'a':{}}",
                "'positions':{'a':{'epoch':'E'}}",
                "'positions':{'a':{'seq':1}}",
                "'positions':{'a':{'epoch':null,'seq':1}}",
                "'positions':{'a':{'epoch':1,'seq':1}}",
                "'positions':{'a':{'epoch':'','seq':1}}",
                "'positions':{'a':{'epoch':'a.b','seq':1}}",
                "'positions':{'a':{'epoch':'12345678901234567','seq':1}}",
                "'positions':{'a':{'epoch':'E','seq':-1}}",
                "'positions':{'a':{'epoch':'E','seq':1.5}}",
                "'positions':{'a':{'epoch':'E','seq':1.0}}",
                "'positions':{'a':{'epoch':'E','seq':1e3}}",
                "'positions':{'a':{'epoch':'E','seq':'1'}}",
                "'positions':{'a':{'epoch':'E','seq':9007199254740992}}",
                "'positions':{'a':{'epoch':'E','seq':18446744073709551617}}",
                "'lastSeq':'1'",
                "'lastSeq':-1",
                "'lastSeq':1.5",
                "'lastSeq':true",
                "'lastSeq':[]",
                "'lastSeq':9007199254740992",
                "'encodings':'gzip'",
                "'encodings':[1]",
                "'encodings':{}",
                "'token':1",
                "'token':['t']",
                "'client':1",
                "'client':''",
                "'instance':true",
                "'instance':''",
                "'pong':1",
                "'pong':'true'"
            })
    void P4_a_member_of_a_wrong_type_or_value_is_a_bad_message(String member) {
        assertBad("{" + LEAST + "," + member + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "instance"})
    void P4_a_name_above_128_characters_is_a_bad_message(String member) throws ProtocolException {
        read(LEAST + ",'" + member + "':'" + "x".repeat(128) + "'");
        assertBad("{" + LEAST + ",'" + member + "':'" + "x".repeat(129) + "'}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "'text'",
                "true",
                "[]",
                "[{'version':1,'services':['a']}]",
                "{",
                "{}",
                "{'version':1,'services':['a']",
                "{'version':1,'services':['a']}}",
                "{'version':1,'services':['a']} x",
                "{'version':1,'services':['a']}{}",
                "{'version':1,'services':['a']} null",
                "{'version':1,'services':['a'],}",
                "{'version':1,'services':['a',]}",
                "{version:1,'services':['a']}",
                "{'version':01,'services':['a']}",
                "{'version':NaN,'services':['a']}",
                "{'version':1,'services':['a'],'x':/**/1}",
                "{'version':1,'version':1,'services':['a']}",
                "{'version':1,'services':['a'],'x':{'y':1,'y':2}}",
                "{'version':1,'services':['a'],'x':'\t'}",
                "{'version':1,'services':['a'],'x':'\\x'}"
            })
    void P4_what_is_not_one_JSON_object_is_a_bad_message(String message) {
        assertBad(message);
    }

    @Test
    void P4_what_is_not_UTF_8_is_a_bad_message() {
        byte[] latin =
                ("{\"version\":1,\"services\":[\"a\"],\"token\":\"\u00e4\"}").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(ErrorCode.BAD_MESSAGE, refusal(latin).code());
    }

    @Test
    void P4_UTF_16_and_UTF_32_are_bad_messages() {
        String message = "{\"version\":1,\"services\":[\"a\"]}";
        for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE")) {
            assertEquals(
                    ErrorCode.BAD_MESSAGE,
                    refusal(message.getBytes(Charset.forName(charset))).code(),
                    charset);
        }
    }

    @Test
    void P4_bytes_that_look_like_the_beginning_of_UTF_32_are_a_bad_message() {
        assertEquals(
                ErrorCode.BAD_MESSAGE,
                refusal(new byte[] {0, 0, 0, '{', 0x7f, 0x7f, 0x7f, 0x7f}).code());
    }

    @Test
    void F2_5_deep_nesting_is_a_bad_message() throws ProtocolException {
        read(LEAST + ",'x':" + "[".repeat(31) + "]".repeat(31));
        assertBad("{" + LEAST + ",'x':" + "[".repeat(32) + "]".repeat(32) + "}");
        assertBad("{" + LEAST + ",'x':" + "[".repeat(30_000) + "}");
    }

    @Test
    void F2_5_an_endless_number_is_a_bad_message() {
        assertBad("{" + LEAST + ",'x':" + "9".repeat(65) + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e3000000000", "1e-3000000000", "-1.5E+99999999999999999999"})
    void F2_5_an_endless_exponent_is_a_bad_message(String number) {
        assertBad("{" + LEAST + ",'x':" + number + "}");
    }

    @Test
    void F2_5_an_endless_name_is_a_bad_message() throws ProtocolException {
        read(LEAST + ",'" + "x".repeat(3 * 128) + "':1"); // the bytes of 128 characters
        assertBad("{" + LEAST + ",'" + "x".repeat(3 * 128 + 1) + "':1}");
    }

    @Test
    void F2_5_too_many_tokens_are_a_bad_message() {
        assertBad("{" + LEAST + ",'x':[" + "1,".repeat(10_000) + "1]}");
    }

    @Test
    void a_refusal_does_not_repeat_what_was_sent() {
        ProtocolException refusal = refusal(bytes("{'version':1,'services':['a'],'token':{'secret':1}}"));
        assertTrue(!String.valueOf(refusal.getMessage()).contains("secret"));
    }
}
