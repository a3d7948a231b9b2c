package dev.realtime.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.realtime.core.Position;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * A client of {@code finance} against a server that the test plays, in virtual time; what its application hears is written down in
 * one list, in order. JSON has single quotes for double ones.
 */
final class PlayedClient {
    private static final String TIME = "'timestamp':'2026-11-20T12:00:00.000Z'";

    final ManualTime time = new ManualTime();
    final PlayedServer server = new PlayedServer(time);
    final List<String> heard = new ArrayList<>();
    final List<ConnectionState> states = new ArrayList<>();
    final RealtimeClient client;

    PlayedClient() {
        this(builder -> builder);
    }

    PlayedClient(UnaryOperator<RealtimeClientBuilder> options) {
        client = options.apply(bare().on("finance", event -> heard.add(event.type() + " " + event.position()))
                        .onGap(gap -> heard.add(show(gap)))
                        .onState(states::add)
                        .onRefused((service, code) -> heard.add(service + " " + code)))
                .build();
        start();
    }

    private PlayedClient(UnaryOperator<RealtimeClientBuilder> handlers, boolean quiet) {
        client = handlers.apply(bare()).build();
        start();
    }

    /** A client with all handlers by the test; nothing is written down. */
    static PlayedClient of(UnaryOperator<RealtimeClientBuilder> handlers) {
        return new PlayedClient(handlers, true);
    }

    private RealtimeClientBuilder bare() {
        return RealtimeClient.builder(URI.create("ws://localhost/v2/realtime/stream"))
                .scheduler(time)
                .connector(server)
                .random(new Random(7));
    }

    private void start() {
        client.start();
        time.settle();
    }

    private static String show(Gap gap) {
        String what = "gap " + gap.reason().wireName() + " " + gap.after() + "-" + gap.position();
        return gap.snapshotFollows() ? what + ", snapshot follows" : what;
    }

    /** The connection that the client opened last; it has just been accepted, at e.40 or where the client said. */
    PlayedServer.Connection accepted() {
        PlayedServer.Connection connection = server.last().open();
        connection.say(ack("'finance':{'epoch':'e','seq':40,'resumed':'fresh','head':40}"));
        connection.take();
        return connection;
    }

    /** Lets the client connect again after its delay; the handshake has been said, and has not been answered. */
    PlayedServer.Connection reconnected() {
        int before = server.attempts.size();
        for (int seconds = 0; server.attempts.size() == before && seconds < 600; seconds++) {
            time.advance(Duration.ofSeconds(1));
        }
        return server.last().open();
    }

    ConnectionState state() {
        return client.state();
    }

    Position position() {
        return client.positions().get("finance");
    }

    /** What was heard since the last look. */
    List<String> take() {
        List<String> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    static String ack(String positions) {
        return ack(positions, "");
    }

    static String ack(String positions, int id) {
        return ack(positions, ",'id':" + id);
    }

    static String ack(String positions, String more) {
        return "{'type':'ack','seq':0," + TIME + ",'connectionId':'c1','identity':{'org':'456','user':'17'},"
                + "'heartbeatMs':30000,'positions':{" + positions + "}" + more + "}";
    }

    /** How {@code finance} goes on. */
    static String start(long seq, String resumed) {
        return "'finance':{'epoch':'e','seq':" + seq + ",'resumed':'" + resumed + "','head':97}";
    }

    static String error(int id, String code) {
        return "{'type':'error','seq':0," + TIME + ",'id':" + id + ",'error':{'code':'" + code + "','message':'m'}}";
    }

    static String event(long after, long seq) {
        return "{'type':'event','service':'finance','epoch':'e','after':" + after + ",'seq':" + seq + "," + TIME
                + ",'events':[{'type':'t','data':1}]}";
    }

    static String emptyBatch(long after, long seq) {
        return "{'type':'batch','service':'finance','epoch':'e','after':" + after + ",'seq':" + seq + "," + TIME
                + ",'messages':[]}";
    }

    static String gap(long after, long seq, String more) {
        return "{'type':'gap','service':'finance','epoch':'e','seq':" + seq + "," + TIME
                + ",'after':{'epoch':'e','seq':" + after + "},'reason':'trimmed'" + more + "}";
    }

    static String snapshot(long seq, String data) {
        return "{'type':'snapshot','service':'finance','epoch':'e','seq':" + seq + "," + TIME + ",'data':" + data + "}";
    }

    static String ping(long head) {
        return "{'type':'ping','seq':0," + TIME + ",'heads':{'finance':{'epoch':'e','seq':" + head + "}}}";
    }

    static String other(String type, String members) {
        return "{'type':'" + type + "','seq':0," + TIME + "," + members + "}";
    }

    /** What was said, without double quotes. */
    static List<String> text(List<JsonNode> said) {
        return said.stream()
                .map(message -> message.toString().replace("\"", ""))
                .toList();
    }
}
