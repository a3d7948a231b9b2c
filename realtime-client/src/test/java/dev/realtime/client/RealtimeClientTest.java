package dev.realtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server that the test plays, in virtual time. */
class RealtimeClientTest {
    private static final String ACK =
            "{'type':'ack','seq':0,'timestamp':'2026-11-20T12:00:00.000Z','connectionId':'c1',"
                    + "'identity':{'org':'456','user':'17'},'heartbeatMs':30000,'positions':{%s}%s}";

    private final ManualTime time = new ManualTime();
    private final PlayedServer server = new PlayedServer(time);
    private final List<String> events = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final List<ConnectionState> states = new ArrayList<>();

    record Revenue(int amount) {}

    private RealtimeClientBuilder builder() {
        return RealtimeClient.builder(URI.create("ws://localhost/v2/realtime/stream"))
                .scheduler(time)
                .connector(server)
                .random(new Random(7))
                .onGap(gaps::add)
                .onState(states::add)
                .onRefused((service, code) -> refused.add(service + " " + code));
    }

    private RealtimeClient started(RealtimeClientBuilder builder) {
        RealtimeClient client = builder.build();
        client.start();
        time.settle();
        return client;
    }

    private RealtimeClient startedWithFinance() {
        return started(builder().on("finance", event -> events.add(event.type())));
    }

    private PlayedServer.Connection opened() {
        PlayedServer.Connection connection = server.last().open();
        connection.say(ack("'finance':{'epoch':'e','seq':40,'resumed':'fresh','head':40}"));
        connection.take();
        return connection;
    }

    @Test
    void theHandshakeSaysWhatTheClientWants() { // P4
        started(builder()
                .on("finance", event -> {})
                .on("guest", event -> {})
                .positions(Map.of("finance", at(40), "elsewhere", at(1)))
                .token(() -> "secret"));
        JsonNode handshake = server.last().open().take().get(0);
        assertEquals("secret", server.last().upgrade.token());
        assertFalse(server.last().upgrade.toString().contains("secret"));
        assertEquals("handshake", handshake.path("type").asText());
        assertEquals(1, handshake.path("version").asInt());
        assertEquals("[\"finance\",\"guest\"]", handshake.path("services").toString());
        assertEquals(
                "{\"finance\":{\"epoch\":\"e\",\"seq\":40}}",
                handshake.path("positions").toString());
        assertEquals("[\"gzip\",\"binary\"]", handshake.path("encodings").toString());
        assertEquals("realtime-java/0.1", handshake.path("client").asText());
        assertTrue(handshake.path("instance").asText().matches("[0-9a-f]{32}"));
        assertTrue(handshake.path("pong").asBoolean());
        assertFalse(handshake.has("token"));
    }

    @Test
    void statesFollowTheConnection() {
        RealtimeClient client = builder().on("finance", event -> {}).build();
        assertEquals(new ConnectionState.Idle(), client.state());
        client.start();
        time.settle();
        opened().drop(1006);
        assertEquals(new ConnectionState.Connecting(), states.get(0));
        assertEquals(new ConnectionState.Open("c1"), states.get(1));
        assertEquals(
                1,
                assertInstanceOf(ConnectionState.Waiting.class, client.state()).attempt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'ack','id':0,'timestamp':'2026-11-20T12:00:00Z','connectionId':'c','heartbeatMs':30000}",
                "{'type':'error','id':0,'error':{'code':'INTERNAL'}}"
            })
    void anAnswerWithANumberIsNoneToTheHandshake(String answer) { // P7
        RealtimeClient client = started(builder().on("finance", event -> {}));
        server.last().open().say(answer);
        time.advance(Duration.ofSeconds(15));
        assertInstanceOf(ConnectionState.Waiting.class, client.state());
    }

    @Test
    void eventsAreHandedOverInOrderAndThePositionAdvancesAfterwards() { // P10 (a)
        List<Position> seen = new ArrayList<>();
        RealtimeClient[] client = new RealtimeClient[1];
        client[0] = started(builder().on("finance", Revenue.class, (revenue, event) -> {
            events.add(event.type() + " " + revenue.amount() + " " + event.position());
            seen.add(client[0].positions().get("finance"));
        }));
        PlayedServer.Connection connection = opened();
        connection.say(event(40, 41, "a", "{'amount':1}"));
        connection.say("{'type':'batch','service':'finance','epoch':'e','after':41,'seq':44,"
                + "'timestamp':'2026-11-20T12:00:00.000Z','messages':[" + entry(42, "b") + "," + entry(44, "c") + "]}");
        assertEquals(List.of("a 1 e.41", "b 2 e.42", "c 2 e.44"), events);
        assertEquals(List.of(at(40), at(41), at(41)), seen);
        assertEquals(Map.of("finance", at(44)), client[0].positions());
        assertEquals(3, client[0].statistics().eventsReceived());
    }

    @Test
    void anUnknownMessageWithAPlaceInTheChannelAdvances() { // P10
        RealtimeClient client = startedWithFinance();
        opened().say("{'type':'hologram','service':'finance','epoch':'e','after':40,'seq':41,'timestamp':'x'}");
        assertEquals(at(41), client.positions().get("finance"));
    }

    @Test
    void aLossIsAskedForOnceAndMessagesBeforeTheAnswerAreDropped() { // P10 (d)
        RealtimeClient client = startedWithFinance();
        PlayedServer.Connection connection = opened();
        connection.say(event(41, 42, "b", "1"));
        connection.say(event(42, 43, "c", "1"));
        List<JsonNode> requests = connection.take();
        assertEquals(1, requests.size());
        assertEquals(
                "{\"type\":\"subscribe\",\"id\":1,\"services\":[\"finance\"],"
                        + "\"positions\":{\"finance\":{\"epoch\":\"e\",\"seq\":40}}}",
                requests.get(0).toString());
        connection.say(ack("'finance':{'epoch':'e','seq':40,'resumed':'complete','head':43}", 1));
        connection.say(event(40, 41, "a", "1"));
        assertEquals(List.of("a"), events);
        assertEquals(1, client.statistics().lossesInTransit());
    }

    @Test
    void theSecondLossAtAPositionIsAGapThatEndsAtTheNewHead() { // P10
        RealtimeClient client = startedWithFinance();
        PlayedServer.Connection connection = opened();
        connection.say(event(41, 42, "b", "1"));
        connection.say(ack("'finance':{'epoch':'e','seq':40,'resumed':'complete','head':42}", 1));
        connection.take();
        connection.say(event(41, 42, "b", "1"));
        assertFalse(connection.take().get(0).has("positions"));
        assertEquals(at(40), client.positions().get("finance"));
        connection.say(ack("'finance':{'epoch':'e','seq':42,'resumed':'fresh','head':42}", 2));
        assertEquals(List.of(new Gap("finance", GapReason.TRANSIT, at(40), at(42), null, false)), gaps);
        assertEquals(at(42), client.positions().get("finance"));
    }

    @Test
    void theGapOfASecondLossIsNotForgottenOverAReconnect() {
        startedWithFinance();
        PlayedServer.Connection connection = opened();
        connection.say(event(41, 42, "b", "1"));
        connection.say(ack("'finance':{'epoch':'e','seq':40,'resumed':'complete','head':42}", 1));
        connection.say(event(41, 42, "b", "1"));
        connection.drop(1006);
        time.advance(Duration.ofSeconds(2));
        assertFalse(server.last().open().take().get(0).has("positions"));
        server.last().say(ack("'finance':{'epoch':'e','seq':45,'resumed':'fresh','head':45}"));
        assertEquals(List.of(new Gap("finance", GapReason.TRANSIT, at(40), at(45), null, false)), gaps);
    }

    @Test
    void aRequestWithoutAnswerEndsTheConnection() { // P10
        RealtimeClient client = startedWithFinance();
        PlayedServer.Connection connection = opened();
        connection.say(event(41, 42, "b", "1"));
        time.advance(Duration.ofMillis(14_999));
        assertNull(connection.closed);
        time.advance(Duration.ofMillis(1));
        assertEquals(CloseReason.GOING_AWAY, connection.closed.code());
        assertInstanceOf(ConnectionState.Waiting.class, client.state());
    }

    @Test
    void aHandshakeWithoutAckEndsTheConnection() {
        startedWithFinance();
        PlayedServer.Connection connection = server.last().open();
        time.advance(Duration.ofSeconds(15));
        assertEquals(CloseReason.GOING_AWAY, connection.closed.code());
    }

    @Test
    void anAttemptThatTakesTooLongIsCancelledAndNotHeardAnyMore() {
        startedWithFinance();
        PlayedServer.Connection late = server.last();
        time.advance(Duration.ofSeconds(10));
        assertTrue(late.cancelled);
        time.advance(Duration.ofSeconds(2));
        assertEquals(2, server.attempts.size());
        late.open();
        assertEquals(CloseReason.GOING_AWAY, late.closed.code());
        late.say(ack("'finance':{'epoch':'e','seq':40,'resumed':'fresh','head':40}"));
        assertEquals(List.of(), late.take());
        opened();
        assertInstanceOf(ConnectionState.Open.class, states.get(states.size() - 1));
    }

    @Test
    void aPingIsAnsweredAndSilenceForTwoHeartbeatsEndsTheConnection() { // P4, P14
        startedWithFinance();
        PlayedServer.Connection connection = opened();
        time.advance(Duration.ofSeconds(59));
        connection.say(ping(40));
        assertEquals("[{\"type\":\"pong\"}]", connection.take().toString());
        time.advance(Duration.ofMillis(59_999));
        assertNull(connection.closed);
        time.advance(Duration.ofMillis(1));
        assertEquals("nothing was received for two heartbeats", connection.closed.text());
    }

    @Test
    void behindAHeadInTwoPingsAsksAgain() { // P14
        startedWithFinance();
        PlayedServer.Connection connection = opened();
        connection.say(ping(41));
        connection.say(ping(41));
        List<JsonNode> said = connection.take();
        assertEquals("subscribe", said.get(2).path("type").asText());
        assertEquals(40, said.get(2).at("/positions/finance/seq").asInt());
    }

    @Test
    void aGapIsToldAndMovesThePosition() { // P11
        RealtimeClient client = startedWithFinance();
        PlayedServer.Connection connection = opened();
        connection.say("{'type':'gap','service':'finance','epoch':'f','seq':97,'timestamp':'2026-11-20T12:00:00.000Z',"
                + "'after':{'epoch':'e','seq':40},'reason':'trimmed','missed':57}");
        Position end = new Position("f", 97);
        assertEquals(List.of(new Gap("finance", GapReason.TRIMMED, at(40), end, 57L, false)), gaps);
        assertEquals(end, client.positions().get("finance"));
    }

    @Test
    void anAckThatAnnouncesAGapLeavesThePosition() { // P7
        RealtimeClient client = started(builder().on("finance", event -> {}).positions(Map.of("finance", at(12))));
        PlayedServer.Connection connection = server.last().open();
        connection.say(ack("'finance':{'epoch':'e','seq':12,'resumed':'gap','head':40}"));
        assertEquals(at(12), client.positions().get("finance"));
        connection.say("{'type':'gap','service':'finance','epoch':'e','seq':40,'timestamp':'2026-11-20T12:00:00.000Z',"
                + "'after':{'epoch':'e','seq':12},'reason':'trimmed'}");
        assertEquals(at(40), client.positions().get("finance"));
    }

    @Test
    void anEventIdIsHandedOverOnceAndARepeatStillAdvances() { // F3.4
        RealtimeClient client = startedWithFinance();
        PlayedServer.Connection connection = opened();
        connection.say(event(40, 41, "a", "1,'id':'x'"));
        connection.say(event(41, 42, "a", "1,'id':'x'"));
        connection.say(event(42, 43, "b", "1,'id':'x','entity':{'type':'room','id':'3'}"));
        assertEquals(List.of("a", "b"), events);
        assertEquals(at(43), client.positions().get("finance"));
        assertEquals(1, client.statistics().duplicates());
        time.advance(Duration.ofMinutes(1)); // silent: a new connection
        opened().say(event(40, 41, "a", "1,'id':'x'"));
        assertEquals(2, events.size());
    }

    @Test
    void aHandlerThatThrowsIsCountedAndHurtsNobody() {
        RealtimeClient client = started(builder()
                .on("finance", Revenue.class, (revenue, event) -> {
                    throw new IllegalStateException("of the application");
                })
                .onState(state -> {
                    throw new IllegalStateException("of the application");
                }));
        PlayedServer.Connection connection = opened();
        connection.say(event(40, 41, "a", "{'amount':1}"));
        connection.say(event(41, 42, "a", "'no number'"));
        connection.say(event(42, 43, "a", "null"));
        assertEquals(at(43), client.positions().get("finance"));
        assertEquals(5, client.statistics().handlerFailures());
    }

    @Test
    void anUndecodableFrameIsDropped() {
        RealtimeClient client = startedWithFinance();
        PlayedServer.Connection connection = opened();
        connection.say("{'type':'event'");
        connection.listener.onFrame(Frame.binary(new byte[] {0x1f, (byte) 0x8b, 8, 0, 1}));
        connection.say(event(40, 41, "a", "1"));
        assertEquals(List.of("a"), events);
        assertEquals(2, client.statistics().undecodable());
    }

    @Test
    void aForbiddenServiceIsToldAndNotAskedForAgain() { // P7
        started(builder().on("finance", event -> {}).on("guest", event -> {}));
        PlayedServer.Connection connection = server.last().open();
        connection.say(ack(
                "'finance':{'epoch':'e','seq':40,'resumed':'fresh','head':40}",
                ",'refused':[{'service':'guest','code':'FORBIDDEN'}]"));
        connection.take();
        time.advance(Duration.ofSeconds(59));
        assertEquals(List.of("guest FORBIDDEN"), refused);
        assertEquals(List.of(), connection.take());
    }

    @Test
    void anUnavailableServiceIsAskedForAgainWhenTheServerSays() { // P7
        started(builder().on("finance", event -> {}).on("guest", event -> {}));
        PlayedServer.Connection connection = server.last().open();
        connection.say(ack(
                "'finance':{'epoch':'e','seq':40,'resumed':'fresh','head':40}",
                ",'refused':[{'service':'guest','code':'UNAVAILABLE','retryAfterMs':7000}]"));
        connection.take();
        time.advance(Duration.ofMillis(6_999));
        assertEquals(List.of(), connection.take());
        time.advance(Duration.ofMillis(1));
        assertEquals("[\"guest\"]", connection.take().get(0).path("services").toString());
        assertEquals(List.of(), refused);
    }

    @Test
    void aRequestThatFailsIsTriedAgainOrTold() { // P15
        startedWithFinance();
        PlayedServer.Connection connection = opened();
        connection.say(event(41, 42, "b", "1"));
        connection.say(error(1, "INTERNAL"));
        connection.take();
        time.advance(Duration.ofSeconds(2));
        assertEquals(2, connection.take().get(0).path("id").asInt());
        connection.say(error(2, "LIMIT_EXCEEDED"));
        assertEquals(List.of("finance LIMIT_EXCEEDED"), refused);
    }

    @Test
    void manyLossesAtOnceStayWithinTheServersLimitOfRequests() { // P6
        RealtimeClientBuilder builder = builder();
        StringBuilder positions = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            builder.on("s" + i, event -> {});
            positions
                    .append(i == 0 ? "" : ",")
                    .append("'s" + i + "':{'epoch':'e','seq':40,'resumed':'fresh','head':40}");
        }
        started(builder);
        PlayedServer.Connection connection = server.last().open();
        connection.say(ack(positions.toString()));
        connection.take();
        for (int i = 0; i < 30; i++) {
            connection.say(event(41, 42, "a", "1").replace("finance", "s" + i));
        }
        assertEquals(8, connection.take().size());
        connection.say(ack("'s0':{'epoch':'e','seq':40,'resumed':'complete','head':42}", 1));
        assertEquals(22, connection.take().get(0).path("services").size());
    }

    @Test
    void aLostConnectionIsResumedFromItsPositions() { // F3.3
        RealtimeClient client = startedWithFinance();
        PlayedServer.Connection connection = opened();
        connection.say(event(40, 41, "a", "1"));
        connection.drop(1006);
        time.advance(Duration.ofSeconds(2));
        assertEquals(
                41,
                server.last().open().take().get(0).at("/positions/finance/seq").asInt());
        server.last().say(ack("'finance':{'epoch':'e','seq':41,'resumed':'complete','head':41}"));
        connection.say(event(41, 42, "late, of the old connection", "1"));
        assertEquals(List.of("a"), events);
        assertEquals(1, client.statistics().reconnects());
    }

    @Test
    void aServerThatAcceptsAndDropsIsNotStormed() {
        startedWithFinance();
        for (int i = 0; i < 5; i++) {
            opened().drop(1011);
            time.advance(((ConnectionState.Waiting) states.get(states.size() - 1)).delay());
        }
        opened().drop(1011);
        ConnectionState.Waiting waiting = (ConnectionState.Waiting) states.get(states.size() - 1);
        assertEquals(6, waiting.attempt());
        assertTrue(waiting.delay().compareTo(Duration.ofSeconds(30)) >= 0, waiting.toString());
    }

    @Test
    void aBadTokenIsRenewedOnceAndThenEndsTheClient() {
        List<String> tokens = new ArrayList<>(List.of("old", "new", "never asked for"));
        RealtimeClient client = started(builder().on("finance", event -> {}).token(() -> tokens.remove(0)));
        server.last().listener.onRefused(401, null);
        time.advance(Duration.ofSeconds(2));
        assertEquals("new", server.last().upgrade.token());
        server.last().open().drop(4401);
        assertEquals(4401, ((ConnectionState.Closed) client.state()).reason().code());
        time.advance(Duration.ofHours(1));
        assertEquals(2, server.attempts.size());
    }

    @Test
    void withoutATokenSupplierAServerThatWantsOneEndsTheClient() {
        RealtimeClient client = startedWithFinance();
        server.last().listener.onRefused(401, null);
        time.settle();
        assertEquals(4401, ((ConnectionState.Closed) client.state()).reason().code());
    }

    @Test
    void aTokenSupplierThatThrowsIsAFailedAttempt() {
        RealtimeClient client = started(builder().on("finance", event -> {}).token(() -> {
            throw new IllegalStateException("no login service");
        }));
        assertInstanceOf(ConnectionState.Waiting.class, client.state());
        assertEquals(1, client.statistics().handlerFailures());
        assertEquals(0, server.attempts.size());
    }

    @Test
    void aRefusedUpgradeWaitsForRetryAfter() {
        startedWithFinance();
        server.last().listener.onRefused(503, Duration.ofSeconds(20));
        time.advance(Duration.ofMillis(19_999));
        assertEquals(1, server.attempts.size());
        time.advance(Duration.ofMillis(1));
        assertEquals(2, server.attempts.size());
    }

    @Test
    void closingEndsTheConnectionAndTheClient() {
        RealtimeClient client = startedWithFinance();
        PlayedServer.Connection connection = opened();
        client.close();
        client.close();
        time.settle();
        assertEquals(1000, connection.closed.code());
        assertEquals(1000, ((ConnectionState.Closed) client.state()).reason().code());
        assertEquals(3, states.size());
        time.advance(Duration.ofHours(1));
        assertEquals(1, server.attempts.size());
        assertThrows(IllegalStateException.class, client::start);
        assertFalse(time.closed, "a lent scheduler is not closed");
    }

    @Test
    void closingWhileWaitingConnectsNoMore() {
        RealtimeClient client = startedWithFinance();
        server.last().listener.onFailed(new java.io.IOException("no route"));
        time.settle();
        client.close();
        time.advance(Duration.ofHours(1));
        assertEquals(1, server.attempts.size());
    }

    @Test
    void misuseFailsAtTheCallAndNamesTheValue() {
        assertThrows(IllegalArgumentException.class, () -> RealtimeClient.builder(URI.create("http://localhost/x")));
        RealtimeClientBuilder builder = builder();
        assertThrows(IllegalStateException.class, builder::build);
        String bad = assertThrows(IllegalArgumentException.class, () -> builder.on("no name", event -> {}))
                .getMessage();
        assertTrue(bad.contains("no name"), bad);
        builder.on("finance", event -> {});
        String twice = assertThrows(IllegalArgumentException.class, () -> builder.on("finance", event -> {}))
                .getMessage();
        assertTrue(twice.contains("finance"), twice);
        RealtimeClient client = builder.build();
        client.start();
        assertThrows(IllegalStateException.class, client::start);
    }

    private static Position at(long seq) {
        return new Position("e", seq);
    }

    private static String ack(String positions) {
        return ACK.formatted(positions, "");
    }

    private static String ack(String positions, int id) {
        return ACK.formatted(positions, ",'id':" + id);
    }

    private static String ack(String positions, String more) {
        return ACK.formatted(positions, more);
    }

    private static String ping(long head) {
        return "{'type':'ping','seq':0,'timestamp':'2026-11-20T12:00:00.000Z','heads':{'finance':{'epoch':'e','seq':"
                + head + "}}}";
    }

    private static String error(int id, String code) {
        return "{'type':'error','seq':0,'timestamp':'2026-11-20T12:00:00.000Z','id':" + id + ",'error':{'code':'" + code
                + "','message':'m'}}";
    }

    private static String event(long after, long seq, String type, String data) {
        return "{'type':'event','service':'finance','epoch':'e','after':" + after + ",'seq':" + seq
                + ",'timestamp':'2026-11-20T12:00:00.000Z','events':[{'type':'" + type + "','data':" + data + "}]}";
    }

    private static String entry(long seq, String type) {
        return "{'seq':" + seq + ",'timestamp':'2026-11-20T12:00:00.000Z','events':[{'type':'" + type
                + "','data':{'amount':2}}]}";
    }
}
