package dev.realtime.tests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.client.RealtimeClient;
import dev.realtime.core.Identity;
import dev.realtime.core.backoff.BackoffPolicy;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.jakarta.Container;
import dev.realtime.jakarta.RealtimeEndpoint;
import dev.realtime.testkit.wire.BadFrame;
import dev.realtime.testkit.wire.FaultProxy;
import dev.realtime.testkit.wire.RawClient;
import dev.realtime.testkit.wire.Script;
import dev.realtime.testkit.wire.ScriptedServer;
import dev.realtime.testkit.wire.Toxic;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("real")
class SocketsTest {
    private static final BackoffPolicy QUICK =
            new BackoffPolicy(List.of(Duration.ofMillis(20)), Duration.ofMillis(20), Duration.ofMillis(40));
    private static final String ACK = "{\"type\":\"ack\",\"seq\":0,\"timestamp\":\"2026-11-20T12:00:00.000Z\","
            + "\"connectionId\":\"c1\",\"heartbeatMs\":30000,"
            + "\"positions\":{\"finance\":{\"epoch\":\"e\",\"seq\":40,\"resumed\":\"complete\",\"head\":40}}}";
    private static final String EVENT = "{\"type\":\"event\",\"service\":\"finance\",\"epoch\":\"e\",\"after\":40,"
            + "\"seq\":41,\"timestamp\":\"2026-11-20T12:00:00.000Z\","
            + "\"events\":[{\"type\":\"revenue_created\",\"data\":\"revenue 41\"}]}";

    // #region hostile
    @Test
    void the_client_comes_back_to_a_hostile_server_and_goes_on_where_it_was() throws Exception {
        BlockingQueue<String> shown = new LinkedBlockingQueue<>();
        try (ScriptedServer server = new ScriptedServer()) {
            server.enqueue(Script.reject(503));
            server.enqueue(Script.accept().reply("handshake", ACK).bad(BadFrame.RESERVED_OPCODE));
            server.enqueue(Script.accept().reply("handshake", ACK).send(EVENT));
            try (RealtimeClient client = RealtimeClient.builder(server.uri())
                    .on("finance", String.class, (text, event) -> shown.add(text))
                    .backoff(QUICK)
                    .build()) {
                client.start();
                assertEquals("revenue 41", shown.take());
                assertEquals(1002, server.takeClose()); // what the client said to opcode 3
            }
        }
    }
    // #endregion

    @Test
    void a_server_of_ours() throws Exception {
        RealtimeServer realtime = RealtimeServer.builder()
                .authenticator(token -> Optional.of(Identity.of("org-456", token)))
                .authorizer((identity, service) -> true)
                .build();
        Container container = Container.Kind.JETTY.start(context -> RealtimeEndpoint.install(context, realtime));
        attack(container.stream(), container.port());
        realtime.close();
        container.stop();
    }

    // #region attack
    static void attack(URI server, int port) {
        try (FaultProxy proxy = new FaultProxy(port, new Random(1));
                RawClient mallory = RawClient.connect(server, "Authorization: Bearer mallory");
                RawClient maria = RawClient.connect(proxy.through(server), "Authorization: Bearer maria")) {
            proxy.downstream(
                    new Toxic.Latency(Duration.ofMillis(50), Duration.ofMillis(20)),
                    new Toxic.Slicer(10, 5, Duration.ZERO));
            mallory.bad(BadFrame.BAD_UTF8, BadFrame.Place.DEFAULT);
            mallory.expectClosed(1007);

            maria.send("{\"services\":[\"finance\"],\"version\":1}");
            maria.expectMessage("\"ack\"", "\"finance\""); // late, in slices, and whole

            proxy.both(Toxic.blackhole()); // from here on the connection is half open
            maria.expectNothing(Duration.ofMillis(200));
        }
    }
    // #endregion
}
