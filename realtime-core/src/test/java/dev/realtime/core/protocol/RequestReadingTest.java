package dev.realtime.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol rule P6: what a client says later; and that what our client writes, our server reads. */
class RequestReadingTest {
    private static ClientMessage read(String json) throws ProtocolException {
        return ClientMessageReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static ProtocolException refusal(String json) {
        return assertThrows(ProtocolException.class, () -> read(json));
    }

    @Test
    void P6_a_subscribe_is_read() throws ProtocolException {
        assertEquals(
                new ClientMessage.Subscribe(7, List.of("a", "b"), Resume.at(Map.of("b", new Position("E", 3)))),
                read("{'type':'subscribe','id':7,'services':['a','b'],'positions':{'b':{'epoch':'E','seq':3}}}"));
    }

    @Test
    void P6_a_subscribe_has_no_lastSeq() throws ProtocolException {
        ClientMessage.Subscribe subscribe = assertInstanceOf(
                ClientMessage.Subscribe.class, read("{'type':'subscribe','id':7,'services':['a'],'lastSeq':3}"));
        assertEquals(Resume.NONE, subscribe.resume());
    }

    @Test
    void P6_an_unsubscribe_is_read() throws ProtocolException {
        assertEquals(
                new ClientMessage.Unsubscribe(0, List.of("a")), read("{'type':'unsubscribe','id':0,'services':['a']}"));
    }

    @Test
    void P4_a_pong_is_read() throws ProtocolException {
        assertEquals(new ClientMessage.Pong(), read("{'type':'pong','x':1}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'subscribe','id':7}",
                "{'type':'subscribe','id':7,'services':[]}",
                "{'type':'subscribe','id':7,'services':['a','a']}",
                "{'type':'subscribe','id':7,'services':['a b']}",
                "{'type':'subscribe','id':7,'services':['a'],'positions':{'a':{'epoch':'E','seq':-1}}}",
                "{'type':'unsubscribe','id':7,'services':7}",
                "{'type':'dance','id':7}",
                "{'type':'filter','id':7,'filters':7}",
                "{'type':'refresh','id':7}",
                "{'type':'refresh','id':7,'token':7}",
                "{'type':'dance','id':7,'services':1}"
            })
    void P6_a_bad_request_keeps_its_id(String json) {
        ProtocolException refusal = refusal(json);
        assertEquals(7L, refusal.requestId());
        assertEquals(ErrorCode.BAD_MESSAGE, refusal.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'subscribe','services':['a']}",
                "{'type':'subscribe','id':null,'services':['a']}",
                "{'type':'subscribe','id':'7','services':['a']}",
                "{'type':'subscribe','id':1.5,'services':['a']}",
                "{'type':'subscribe','id':-1,'services':['a']}",
                "{'type':'subscribe','id':9007199254740992,'services':['a']}",
                "{'id':7,'services':['a']}",
                "{'type':null,'id':7}",
                "{'type':7,'id':7}",
                "{'type':'handshake','id':7,'version':1,'services':['a']}",
                "[]",
                ""
            })
    void P6_what_has_no_id_to_answer_to_ends_the_connection(String json) {
        assertNull(refusal(json).requestId());
    }

    @Test
    void P6_a_filter_of_null_lets_everything_pass() throws ProtocolException {
        assertEquals(new ClientMessage.ChangeFilter(3, Filter.NONE), read("{'type':'filter','id':3,'filters':null}"));
    }

    @ParameterizedTest
    @ValueSource(ints = {'x', 0xe9, 0x20ac, 0x1f600, 1})
    void P6_a_tag_has_128_characters_whatever_they_take_in_bytes(int letter) throws ProtocolException {
        String text = Character.toString(letter).repeat(128 / Character.charCount(letter));
        Filter filter = Filter.of(text, text);
        ClientMessage message = new ClientMessage.ChangeFilter(3, filter);
        assertEquals(message, ClientMessageReader.read(ClientMessageWriter.write(message)));
    }

    @Test
    void P6_a_token_is_not_shown() {
        assertEquals("Refresh[id=10]", new ClientMessage.Refresh(10, "secret").toString());
    }

    @Test
    void what_the_client_writes_the_server_reads() throws ProtocolException {
        Resume resume = new Resume(Map.of("a", new Position("E", 3), "b", new Position("F", Position.MAX_SEQ)), null);
        List<ClientMessage> messages = List.of(
                new ClientMessage.Subscribe(7, List.of("a", "b"), resume),
                new ClientMessage.Unsubscribe(Position.MAX_SEQ, List.of("a")),
                new ClientMessage.ChangeFilter(8, new Filter(Map.of("propertyId", Set.of("7", "8")))),
                new ClientMessage.ChangeFilter(9, Filter.NONE),
                new ClientMessage.Refresh(10, "t\""),
                new ClientMessage.Delivered(Map.of("a", new Position("E", 3))),
                new ClientMessage.Pong());
        for (ClientMessage message : messages) {
            assertEquals(message, ClientMessageReader.read(ClientMessageWriter.write(message)));
        }
    }

    @Test
    void what_the_client_writes_as_handshake_the_server_reads() throws ProtocolException {
        Resume resume = new Resume(Map.of("a", new Position("E", 3)), 5L);
        for (Encoding encoding : Encoding.values()) {
            ClientMessage.Handshake full = new ClientMessage.Handshake(
                    List.of("a", "b"), resume, Filter.of("propertyId", 7), encoding, "t\"\u00e4\n", "c/1", "i", true);
            assertEquals(full, ClientMessageReader.readHandshake(ClientMessageWriter.write(full)));
        }
    }

    @Test
    void P4_a_handshake_is_written_in_the_order_of_the_protocol() {
        ClientMessage.Handshake handshake = new ClientMessage.Handshake(
                List.of("finance"),
                new Resume(Map.of("finance", new Position("Zk1", 40)), 40L),
                Filter.NONE,
                Encoding.BINARY_GZIP,
                "t",
                "name/1.0",
                "i",
                true);
        assertEquals(
                ("{'type':'handshake','version':1,'services':['finance'],"
                                + "'positions':{'finance':{'epoch':'Zk1','seq':40}},'lastSeq':40,"
                                + "'encodings':['gzip','binary'],'token':'t','client':'name/1.0','instance':'i','pong':true}")
                        .replace('\'', '"'),
                new String(ClientMessageWriter.write(handshake), StandardCharsets.UTF_8));
    }
}
