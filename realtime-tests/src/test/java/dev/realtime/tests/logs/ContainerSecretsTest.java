package dev.realtime.tests.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.jakarta.Container;
import dev.realtime.jakarta.RawClient;
import dev.realtime.jakarta.RealtimeEndpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.Level;

/** F7.3: the adapter logs no token and no payload either, in a real container. */
@Tag("real")
class ContainerSecretsTest {
    private static final String TOKEN = "t0k3n";
    private static final String PAYLOAD = "p4yl04d";
    private static final String HANDSHAKE = "{\"version\":1,\"services\":[\"finance\"]";

    private final Logs logs = Logs.at(Level.TRACE);
    private final RealtimeServer server = RealtimeServer.builder()
            .authenticator(token ->
                    token.equals("good-" + TOKEN) ? Optional.of(Identity.of("acme", "maria")) : Optional.empty())
            .authorizer((identity, service) -> true)
            .build();
    private Container container;

    @AfterEach
    void stop() throws Exception {
        server.close();
        container.stop();
        logs.close();
    }

    private RawClient upgraded(String path, String... headers) throws Exception {
        RawClient client = new RawClient(container.port());
        String head = client.upgrade(path, headers);
        assertTrue(head.startsWith("http/1.1 101"), head);
        return client;
    }

    private static void receive(RawClient client) throws Exception {
        client.send(HANDSHAKE + "}");
        client.readUntil("\"ack\"");
    }

    @ParameterizedTest
    @EnumSource(Container.Kind.class)
    void a_token_in_every_place_and_a_payload_each_way(Container.Kind kind) throws Exception {
        container = kind.start(context -> RealtimeEndpoint.install(context, server));
        String path = "/v2/realtime/stream";
        for (String header : List.of("Authorization: Bearer bad-", "Sec-WebSocket-Protocol: bearer.bad-")) {
            String answer = RawClient.answer(container.port(), path, header + TOKEN);
            assertTrue(answer.startsWith("http/1.1 401"), answer);
        }
        String query = path + "?access_token=";
        assertTrue(RawClient.answer(container.port(), query + "bad-" + TOKEN).startsWith("http/1.1 401"));
        try (RawClient first = upgraded(path, "Authorization: Bearer good-" + TOKEN);
                RawClient second = upgraded(path, "Sec-WebSocket-Protocol: realtime.v1, bearer.good-" + TOKEN);
                RawClient third = upgraded(query + "good-" + TOKEN);
                RawClient fourth = upgraded(path);
                RawClient fifth = upgraded(path)) {
            receive(first);
            receive(second);
            receive(third);
            fourth.send(HANDSHAKE + ",\"token\":\"good-" + TOKEN + "\"}");
            fourth.readUntil("\"ack\"");
            fifth.send(HANDSHAKE + ",\"token\":\"bad-" + TOKEN + "\"}");
            assertEquals(4401, fifth.readCloseCode());
            server.publish(Channel.of("acme", "finance"), Event.of("t", PAYLOAD));
            for (RawClient client : List.of(first, second, third, fourth)) {
                client.readUntil(PAYLOAD);
            }
            first.send(PAYLOAD);
            assertEquals(4400, first.readCloseCode());
            second.send(9, false, PAYLOAD.getBytes(StandardCharsets.UTF_8)); // a ping in parts: against RFC 6455
            second.readCloseCode();
            third.reset();
        }
        assertEquals(4, logs.of("connection opened").size());
        for (Logs.Line line : logs.lines()) {
            assertFalse(line.everything().contains(TOKEN), line::everything);
            assertFalse(line.everything().contains(PAYLOAD), line::everything);
        }
    }
}
