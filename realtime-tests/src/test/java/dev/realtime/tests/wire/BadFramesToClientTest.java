package dev.realtime.tests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.RealtimeClient;
import dev.realtime.core.backoff.BackoffPolicy;
import dev.realtime.testkit.wire.BadFrame;
import dev.realtime.testkit.wire.RawFrame;
import dev.realtime.testkit.wire.Script;
import dev.realtime.testkit.wire.ScriptedServer;
import dev.realtime.testkit.wire.Side;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a server sends, the Java client over Tyrus goes on or comes back, and receives again (RFC 6455; protocol rule P10). */
@Tag("real")
class BadFramesToClientTest {
    private static final int SILENCE = 1001; // the client's own end, after two heartbeats
    private static final String AT_40 = json("'positions':{'finance':{'epoch':'e','seq':40}}");
    private static final String EVENT = json("{'type':'event','service':'finance','epoch':'e','after':40,'seq':41,"
            + "'timestamp':'2026-11-20T12:00:00.000Z','events':[{'type':'revenue_created','data':'forty-one'}]}");

    /** Where Tyrus ends a connection with another code than RFC 6455 says, or not at all. */
    private static final Map<BadFrame, Set<Integer>> PECULIAR = Map.of(
            // takes the frame as if it were right; RFC 6455, 5.1, wants an end, but masks only protect from clients
            BadFrame.WRONG_MASK, Set.of(SILENCE),
            // waits for the rest, of which it keeps 4 MiB at most; the client does not wait longer than two heartbeats
            BadFrame.HUGE_DECLARED_LENGTH, Set.of(SILENCE));

    /** How many messages cannot be read. */
    private static final Map<BadFrame, Integer> UNDECODABLE =
            Map.of(BadFrame.MISSING_FIELD, 1, BadFrame.DEEP_JSON, 1, BadFrame.HUGE_NUMBER, 1, BadFrame.GZIP_BOMB, 1);

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String ack(long heartbeatMs, String more) {
        return json("{'type':'ack','seq':0,'timestamp':'2026-11-20T12:00:00.000Z'," + more
                + "'connectionId':'c','heartbeatMs':" + heartbeatMs
                + ",'positions':{'finance':{'epoch':'e','seq':40,'resumed':'complete','head':40}}}");
    }

    private RealtimeClient client(ScriptedServer server) {
        return RealtimeClient.builder(server.uri())
                .token(() -> "maria")
                .backoff(
                        new BackoffPolicy(List.of(Duration.ofMillis(20)), Duration.ofMillis(20), Duration.ofMillis(40)))
                .on("finance", String.class, (text, event) -> heard.add(text))
                .onGap(gap -> heard.add(gap.toString()))
                .build();
    }

    static Stream<BadFrame> ofRfc6455() {
        return Stream.of(BadFrame.values()).filter(bad -> bad.compareTo(BadFrame.UNKNOWN_TYPE) < 0);
    }

    @ParameterizedTest
    @MethodSource("ofRfc6455")
    void a_frame_against_rfc_6455_costs_a_connection_and_no_event(BadFrame bad) throws Exception {
        Set<Integer> codes = new HashSet<>(PECULIAR.getOrDefault(bad, bad.codes()));
        if (bad.mayGoOn()) {
            codes.add(SILENCE); // it has passed over the frame, and nothing else comes
        }
        long heartbeatMs = codes.contains(SILENCE) ? 200 : 30_000;
        try (ScriptedServer server = new ScriptedServer()) {
            server.enqueue(
                    Script.accept().reply("handshake", ack(heartbeatMs, "")).bad(bad));
            server.enqueue(Script.accept().reply("handshake", ack(30_000, "")).send(EVENT));
            try (RealtimeClient client = client(server)) {
                client.start();
                assertEquals("forty-one", heard.take());
                int code = server.takeClose();
                assertTrue(codes.contains(code), () -> code + " is not of " + codes + "\n" + server.log());
                assertEquals(1, client.statistics().reconnects());
                assertTrue(
                        handshakes(server).get(1).contains(AT_40),
                        () -> server.log().toString());
            }
            assertNull(heard.poll());
        }
    }

    private static List<String> handshakes(ScriptedServer server) {
        return server.log().frames(Side.CLIENT).stream()
                .map(RawFrame::text)
                .filter(text -> text.contains("handshake"))
                .toList();
    }

    static Stream<BadFrame> ofTheProtocol() {
        return Stream.of(BadFrame.values()).filter(bad -> bad.compareTo(BadFrame.UNKNOWN_TYPE) >= 0);
    }

    @ParameterizedTest
    @MethodSource("ofTheProtocol")
    void a_message_against_the_protocol_costs_neither_a_connection_nor_an_event(BadFrame bad) throws Exception {
        Script script = Script.accept().reply("handshake", ack(30_000, "")).bad(bad);
        if (bad == BadFrame.EPOCH_REUSE) {
            script.reply("subscribe", ack(30_000, "'id':$id,")); // it does not believe its ears, and asks
        }
        try (ScriptedServer server = new ScriptedServer()) {
            server.enqueue(script.send(EVENT));
            try (RealtimeClient client = client(server)) {
                client.start();
                assertEquals("forty-one", heard.take());
                assertEquals(UNDECODABLE.getOrDefault(bad, 0), (int)
                        client.statistics().undecodable());
                assertEquals(0, client.statistics().reconnects());
                assertEquals(1, handshakes(server).size());
            }
            assertNull(heard.poll());
        }
    }
}
