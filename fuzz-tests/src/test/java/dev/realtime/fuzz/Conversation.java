package dev.realtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.ChannelOptions;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.Snapshot;
import dev.realtime.core.transport.Frame;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * A server in virtual time; mallory, who says whatever a fuzzer wants, on up to 16 connections; and a bystander on another one, who
 * must not notice. Epochs are 000000000000, 111111111111, ... in the order in which channels are opened, {@code news} first, so that
 * inputs can be written by hand. There are three more services: {@code state} is conflated and has snapshots, {@code mail} is a right that
 * comes and goes, {@code secret} is forbidden; all other names are services too.
 */
final class Conversation {
    private static final Channel NEWS = Channel.of("acme", "news");
    private static final Channel STATE = Channel.of("acme", "state");
    private static final String BYSTANDER = "bystander@acme";
    private static final Pattern TOKEN =
            Pattern.compile("(mallory|eve)@acme(?:#(\\d{1,4}))?"); // # and its seconds to live
    private static final int MAX_PEERS = 16;

    private final ManualScheduler time = ManualScheduler.inOrder();
    private final InMemoryBroker broker;
    private final RealtimeServer server;
    private final Peer bystander;
    private final List<Peer> peers = new ArrayList<>();
    private Duration left = Duration.ofHours(1);
    private boolean started; // whether the bystander is in: nobody else may use its token
    private boolean mail = true;
    private long published;

    Conversation() {
        time.limit(1_000_000); // more is for ever
        Retention retention = Retention.of(Duration.ofMinutes(5), 20);
        broker = new InMemoryBroker(retention, time, numberedEpochs());
        server = RealtimeServer.builder()
                .authenticator(this::authenticate)
                .authorizer((identity, service) -> mayReceive(service))
                .channels(Conversation::options)
                .retention(retention)
                .broker(broker)
                .scheduler(time)
                .random(new Random(3))
                .build();
        bystander = Peer.connect(server, time, BYSTANDER);
        started = true;
        bystander.say("{\"version\":1,\"services\":[\"news\"]}");
        settle();
        connect(true);
    }

    private static RandomGenerator numberedEpochs() {
        int[] drawn = {0};
        return () -> (long) (drawn[0]++ / 12) << 32;
    }

    private static ChannelOptions options(Channel channel) {
        return channel.equals(STATE)
                ? ChannelOptions.DEFAULT
                        .conflated()
                        .snapshots((of, head) -> CompletableFuture.completedFuture(
                                new Snapshot(head, Map.of("publications", head.seq()))))
                : ChannelOptions.DEFAULT;
    }

    private Optional<Identity> authenticate(String token) {
        if (token.equals(BYSTANDER) && !started) {
            return Optional.of(Identity.of("acme", "bystander"));
        }
        Matcher matcher = TOKEN.matcher(token);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Identity identity = Identity.of("acme", matcher.group(1));
        String seconds = matcher.group(2);
        return Optional.of(
                seconds == null ? identity : identity.expiresAt(time.wallClock().plusSeconds(Long.parseLong(seconds))));
    }

    private boolean mayReceive(String service) {
        return switch (service) {
            case "secret" -> false;
            case "mail" -> mail;
            default -> true;
        };
    }

    private Peer mallory() {
        return peers.get(peers.size() - 1);
    }

    /** A further connection, with a token in a header or without; what follows is said on it. */
    void connect(boolean authenticated) {
        if (peers.size() < MAX_PEERS) {
            peers.add(Peer.connect(server, time, authenticated ? "mallory@acme" : null));
            settle();
        }
    }

    void say(Frame frame) {
        sayLater(frame);
        settle();
    }

    /** The server has not looked at it yet. */
    void sayLater(Frame frame) {
        mallory().say(frame);
    }

    void publish() {
        published++;
        server.publish(NEWS, Event.of("t", published).tag("k", published % 3));
        server.publish(STATE, Event.of("t", published).entity("e", "" + published % 2));
        time.advance(Duration.ofMillis(60)); // longer than the longest window, or the bystander might be overtaken
    }

    /** An hour at most in all. */
    void pass(Duration duration) {
        Duration possible = duration.compareTo(left) < 0 ? duration : left;
        left = left.minus(possible);
        time.advance(possible);
    }

    void stall() {
        mallory().stall();
    }

    void resume() {
        mallory().resume();
        settle();
    }

    void hangUp() {
        mallory().hangUp();
        settle();
    }

    /** The right to {@code mail} goes, or comes back. */
    void changeRights() {
        mail = !mail;
        server.reauthorize("acme", "mallory");
        settle();
    }

    private void settle() {
        time.advance(Duration.ZERO);
    }

    /** Looks at everything when all is quiet: answers and closes, the bystander, and what is left over. */
    void finish() {
        peers.forEach(Peer::resume);
        time.advance(Duration.ofSeconds(20)); // more than all limits: handshake, opening, last word
        peers.forEach(Peer::check);
        server.progress("acme", "mallory").stream()
                .flatMap(connection -> connection.channels().values().stream())
                .forEach(progress -> assertTrue(progress.lag().orElse(0) >= 0, progress::toString));

        publish();
        bystander.say("{\"type\":\"subscribe\",\"id\":7,\"services\":[\"state\"]}");
        time.advance(Duration.ofSeconds(1));
        bystander.checkUnharmed();
        assertEquals(LongStream.rangeClosed(1, published).boxed().toList(), bystander.received("news"));

        peers.forEach(Peer::hangUp);
        time.advance(Duration.ofSeconds(1));
        assertEquals(1, server.metrics().connectionPoolStats().totalConnections());
        bystander.hangUp();
        time.advance(Duration.ofMinutes(1)); // more than the grace period of channels
        assertEquals(0, server.metrics().connectionPoolStats().totalConnections());
        assertEquals(0, server.metrics().connectionPoolStats().totalSubscriptions());
        server.close();
        broker.close();
        time.advance(Duration.ofMinutes(12));
        assertEquals(0, time.timers(), "timers are left");
    }
}
