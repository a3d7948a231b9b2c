package dev.realtime.tests.server;

import dev.realtime.client.connect.Connector;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.Position;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.RealtimeServerBuilder;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.Link;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * A server on virtual time and a network to it. Tokens are {@code user@org}. Time begins at 2026-11-20T12:00:00Z, and the epochs are
 * 000000000000, 111111111111, ... in the order in which the broker meets the channels.
 */
final class Stage {
    static final Channel FINANCE = Channel.of("acme", "finance");
    static final String E0 = "0".repeat(12);
    static final String E1 = "1".repeat(12);

    final ManualScheduler time = ManualScheduler.inOrder();
    final InMemoryNetwork network = new InMemoryNetwork(time, new Random(1));
    final InMemoryBroker broker;
    final RealtimeServer server;

    Stage() {
        this(options -> options);
    }

    Stage(UnaryOperator<RealtimeServerBuilder> options) {
        this(Retention.DEFAULT, options);
    }

    Stage(Retention retention, UnaryOperator<RealtimeServerBuilder> options) {
        broker = new InMemoryBroker(retention, time, numberedEpochs());
        server = options.apply(RealtimeServer.builder()
                        .authenticator(Stage::authenticate)
                        .authorizer((identity, service) -> true)
                        .broker(broker)
                        .retention(retention)
                        .scheduler(time)
                        .random(new Random(3)))
                .build();
        network.serve(server);
    }

    static Optional<Identity> authenticate(String token) {
        String[] parts = token.split("@", 2);
        return parts.length == 2 ? Optional.of(Identity.of(parts[1], parts[0])) : Optional.empty();
    }

    private static RandomGenerator numberedEpochs() {
        int[] drawn = {0};
        return () -> (long) (drawn[0]++ / 12) << 32;
    }

    /** A connection with a token in the header, or none; nothing has been said yet. */
    RawClient connect(String token) {
        Link link = network.link();
        RawClient client = new RawClient(this, link);
        link.connect(new Connector.Upgrade(InMemoryNetwork.ADDRESS, token), client);
        settle();
        return client;
    }

    /** A client of maria at acme that has shaken hands for services; its ack has been taken. */
    RawClient subscribed(String... services) {
        RawClient client = connect("maria@acme");
        client.send("{'version':1,'services':['" + String.join("','", services) + "']}");
        client.take();
        return client;
    }

    /** A client of maria at acme that has shaken hands for finance, with more members; its ack has been taken. */
    RawClient finance(String members) {
        return greeted("'services':['finance']" + (members.isEmpty() ? "" : "," + members));
    }

    /** A client of maria at acme that has shaken hands; its ack has been taken. */
    RawClient greeted(String members) {
        RawClient client = connect("maria@acme");
        client.send("{'version':1," + members + "}");
        client.take();
        return client;
    }

    /** Has maria at acme shake hands over a transport; the ack has been sent, and taken. */
    Transport.Listener open(HandheldTransport transport, String members) {
        UpgradeRequest upgrade = new UpgradeRequest(null, null, "Bearer maria@acme", List.of(), null);
        Transport.Listener serverSide = server.open(transport, (Admission.Admitted) server.admit(upgrade));
        serverSide.onFrame(Frame.text(json("{'version':1," + members + "}")));
        settle();
        transport.completeAll();
        transport.take();
        settle();
        return serverSide;
    }

    /** Publishes to finance, for those with a filter on property; nobody has been told yet. */
    void publishLater(String data, Object property) {
        server.publish(FINANCE, Event.of("t", data).tag("property", property));
    }

    Position publish(String data, Object property) {
        return publish(FINANCE, Event.of("t", data).tag("property", property));
    }

    Position publish(String data) {
        return publish(FINANCE, Event.of("t", data));
    }

    Position publish(Channel channel, Event event) {
        Position position = server.publish(channel, event).toCompletableFuture().join();
        settle();
        return position;
    }

    Position head() {
        return broker.buffer(FINANCE).head().position();
    }

    /** Has everything happen that needs no time. */
    void settle() {
        time.advance(Duration.ZERO);
    }

    void advance(Duration duration) {
        time.advance(duration);
    }

    /** JSON with double quotes for single ones. */
    static String json(String text) {
        return text.replace('\'', '"');
    }
}
