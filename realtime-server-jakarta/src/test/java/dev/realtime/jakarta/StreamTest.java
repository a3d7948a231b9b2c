package dev.realtime.jakarta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.realtime.core.transport.Frame;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Protocol sections 1, 4 and 6 as clients see them through a container. */
@Tag("real")
@ParameterizedClass
@EnumSource(Container.Kind.class)
class StreamTest {
    private static TestServer realtime;
    private static Container container;

    StreamTest(Container.Kind kind) {}

    @BeforeParameterizedClassInvocation
    static void start(Container.Kind kind) throws Exception {
        realtime = new TestServer(options -> options);
        container = kind.start(context -> RealtimeEndpoint.install(context, realtime.server));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        container.stop();
        realtime.close();
    }

    private static String answer(String... headers) throws Exception {
        return RawClient.answer(container.port(), RealtimeEndpoint.STREAM_PATH, headers);
    }

    private static void assertStatus(int status, String answer) {
        assertTrue(answer.startsWith("http/1.1 " + status), answer);
    }

    // ---- the session

    private static JsonNode eventAfterHandshake(String org, String encodings, Object data) throws Exception {
        try (Client client = Client.connect(container.stream(), org + ".maria")) {
            client.send("{\"services\":[\"finance\"],\"version\":1,\"encodings\":" + encodings + "}");
            JsonNode ack = client.message();
            assertEquals("ack", ack.get("type").asText());
            assertEquals(org, ack.get("identity").get("org").asText());
            realtime.publish(org, data);
            Frame frame = client.frame();
            assertEquals(encodings.contains("binary") || encodings.contains("gzip"), !frame.isText());
            return Client.read(frame).get("events").get(0).get("data");
        }
    }

    @Test
    void a_client_shakes_hands_and_gets_what_is_published() throws Exception {
        assertEquals("first", eventAfterHandshake("text", "[]", "first").asText());
    }

    @Test
    void a_client_gets_text_that_is_larger_than_any_buffer() throws Exception {
        String large = "\u00e9\u20ac\ud83d\ude00x".repeat(8_000);
        assertEquals(large, eventAfterHandshake("large", "[]", large).asText());
    }

    @Test
    void a_client_that_wants_binary_frames_gets_them() throws Exception {
        assertEquals(
                "plain", eventAfterHandshake("binary", "[\"binary\"]", "plain").asText());
    }

    @Test
    void a_client_that_wants_gzip_gets_large_messages_compressed() throws Exception {
        String large = "again and ".repeat(1_000);
        assertEquals(large, eventAfterHandshake("gzip", "[\"gzip\"]", large).asText());
        assertEquals(
                large,
                eventAfterHandshake("both", "[\"gzip\",\"binary\"]", large).asText());
    }

    @Test
    void many_events_arrive_in_order() throws Exception {
        try (Client client = Client.connect(container.stream(), "order.maria")) {
            client.send(TestServer.HANDSHAKE);
            client.message();
            for (int i = 0; i < 500; i++) {
                realtime.publish("order", i);
            }
            int seq = 0;
            while (seq < 500) {
                JsonNode message = client.message();
                assertEquals(seq, message.get("after").asInt(seq), message::toString);
                seq = message.get("seq").asInt();
            }
        }
    }

    @Test
    void messages_may_come_in_parts_and_as_bytes() throws Exception {
        try (RawClient client = RawClient.connect(container.port(), "parts.maria")) {
            String pad = "\ud83d\ude00".repeat(7_000);
            byte[] handshake = ("{\"services\":[\"finance\"],\"version\":1,\"x\":\"" + pad + "\"}").getBytes("UTF-8");
            int third = handshake.length / 3;
            client.send(RawClient.TEXT, false, Arrays.copyOf(handshake, third));
            client.send(RawClient.CONTINUATION, false, Arrays.copyOfRange(handshake, third, 2 * third));
            client.send(RawClient.CONTINUATION, true, Arrays.copyOfRange(handshake, 2 * third, handshake.length));
            assertTrue(client.read().text().contains("\"ack\""));
            String subscribe =
                    "{\"type\":\"subscribe\",\"id\":1,\"services\":[\"x\"],\"y\":\"" + "z".repeat(60_000) + "\"}";
            client.send(RawClient.BINARY, true, subscribe.getBytes("UTF-8"));
            assertTrue(client.read().text().contains("\"id\":1"));
        }
    }

    // ---- who comes in

    @Test
    void a_token_is_taken_from_each_place() throws Exception {
        assertStatus(101, answer("Authorization: Bearer a.b"));
        assertStatus(101, answer("Sec-WebSocket-Protocol: realtime.v1, bearer.a.b"));
        String path = RealtimeEndpoint.STREAM_PATH + "?x=1&access%5Ftoken=a%2Eb&access_token=bad";
        assertStatus(101, RawClient.answer(container.port(), path));
        try (Client client = new Client().open(Client.HTTP.newWebSocketBuilder(), container.stream())) {
            client.send("{\"services\":[\"finance\"],\"version\":1,\"token\":\"a.b\"}");
            assertEquals("ack", client.message().get("type").asText());
        }
    }

    @Test
    void a_bad_token_is_refused_with_401_and_not_looked_for_elsewhere() throws Exception {
        String answer = answer("Authorization: Bearer bad", "Sec-WebSocket-Protocol: realtime.v1, bearer.a.b");
        assertStatus(401, answer);
        assertTrue(answer.contains("www-authenticate: bearer\r\n"), answer);
        assertStatus(401, RawClient.answer(container.port(), RealtimeEndpoint.STREAM_PATH + "?access_token=%zz"));
        assertStatus(401, RawClient.answer(container.port(), RealtimeEndpoint.STREAM_PATH + "?access_token"));
    }

    @Test
    void no_token_anywhere_is_closed_with_4401_after_the_handshake() throws Exception {
        try (Client client = new Client().open(Client.HTTP.newWebSocketBuilder(), container.stream())) {
            client.send(TestServer.HANDSHAKE);
            assertEquals("error", client.message().get("type").asText());
            assertEquals(4401, client.closeCode());
        }
    }

    @Test
    void an_authenticator_that_fails_is_503_with_retry_after() throws Exception {
        String answer = answer("Authorization: Bearer broken");
        assertStatus(503, answer);
        assertTrue(answer.contains("retry-after: 5\r\n"), answer);
    }

    @Test
    void origins_are_compared_exactly() throws Exception {
        String token = "Authorization: Bearer a.b";
        assertStatus(101, answer(token, "Origin: https://app.example.com"));
        assertStatus(101, answer(token, "Origin: http://localhost:" + container.port()));
        for (String foreign : new String[] {
            "https://evil.example", "null", "https://app.example.com.evil.example", "https://app.example.com:8443", ""
        }) {
            assertStatus(403, answer(token, "Origin: " + foreign));
        }
        assertStatus(403, answer(token, "Origin: https://app.example.com", "Origin: https://app.example.com"));
    }

    // ---- the upgrade itself

    @Test
    void the_subprotocol_is_chosen_and_a_token_never_echoed() throws Exception {
        String one = answer("Sec-WebSocket-Protocol: bearer.a.b", "Sec-WebSocket-Protocol: other, realtime.v1");
        assertTrue(one.contains("sec-websocket-protocol: realtime.v1\r\n"), one);
        assertFalse(one.contains("a.b"), one);
        String none = answer("Sec-WebSocket-Protocol: bearer.a.b, other");
        assertStatus(101, none);
        assertFalse(none.contains("sec-websocket-protocol"), none);
    }

    @Test
    void permessage_deflate_is_not_negotiated() throws Exception {
        String answer = answer("Authorization: Bearer a.b", "Sec-WebSocket-Extensions: permessage-deflate");
        assertStatus(101, answer);
        assertFalse(answer.contains("sec-websocket-extensions"), answer);
    }

    @Test
    void a_request_that_is_no_upgrade_is_426() throws Exception {
        try (RawClient client = new RawClient(container.port())) {
            String answer = client.request("GET " + RealtimeEndpoint.STREAM_PATH
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertStatus(426, answer);
            assertTrue(answer.contains("upgrade: websocket\r\n"), answer);
        }
    }

    @Test
    void an_upgrade_that_is_broken_is_refused() throws Exception {
        try (RawClient client = new RawClient(container.port())) {
            String answer = client.request("GET " + RealtimeEndpoint.STREAM_PATH + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Authorization: Bearer a.b\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
            assertTrue(answer.startsWith("http/1.1 4") || answer.startsWith("http/1.1 5"), answer);
        }
    }

    @Test
    void the_internal_path_is_refused() throws Exception {
        String answer = RawClient.answer(container.port(), Upgrade.INTERNAL_PATH, "Authorization: Bearer a.b");
        assertStatus(403, answer);
    }

    // ---- the end

    @Test
    void close_codes_reach_the_client() throws Exception {
        try (Client client = Client.connect(container.stream(), "json.maria")) {
            client.send("{no json");
            assertEquals(
                    "BAD_MESSAGE", client.message().get("error").get("code").asText());
            assertEquals(4400, client.closeCode());
        }
    }

    @Test
    void the_codes_of_the_client_reach_the_server() throws Exception {
        for (int code : new int[] {1000, 3123, 1005}) {
            try (RawClient client = RawClient.connect(container.port(), "bye.maria")) {
                client.send(TestServer.HANDSHAKE);
                client.read();
                byte[] payload = code == 1005 ? new byte[0] : new byte[] {(byte) (code >> 8), (byte) code};
                client.send(RawClient.CLOSE, true, payload);
                int heard = realtime.endOf("bye");
                boolean tomcat = code == 1005 && heard == 1000; // it takes a missing code for a normal end
                assertTrue(heard == code || tomcat, code + " became " + heard);
            }
        }
    }
}
