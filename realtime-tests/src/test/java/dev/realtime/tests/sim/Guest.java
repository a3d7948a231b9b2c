package dev.realtime.tests.sim;

import dev.realtime.client.RealtimeClient;
import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.client.connect.Connector;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageReader;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A client with its way to the server, its wishes and its application. */
final class Guest implements Connector {
    final String name;
    final String org;
    final List<String> services;
    final Link link;
    final Witness witness;
    final Duration tokenLife; // null for ever
    RealtimeClient client;
    int revocation; // the last one that hit it
    private final World world;
    private final Set<String> withSnapshots = new HashSet<>();
    private final Duration report; // null with each pong
    private final Set<String> ended = new HashSet<>(); // services that the server has ended on this connection
    private final Map<String, ServerMessage.Gap> promised = new HashMap<>(); // by service: whose snapshot comes next
    private final Map<String, Position> heads = new HashMap<>(); // by service: as of the last ack
    private final List<Long> attempts = new ArrayList<>(); // nanoTime of each
    private int refusals; // by the server that drains now

    Guest(String name, String org, List<String> services, World world) {
        this.name = name;
        this.org = org;
        this.services = services;
        this.world = world;
        this.link = world.network().link();
        this.witness = new Witness(name, org, services, world);
        witness.cutBy(
                world.random().nextBoolean()
                        ? link::cut
                        : () -> {
                            witness.expectLostFrames();
                            link.unrealistic().dropFrames(1);
                        });
        this.tokenLife = world.random().nextBoolean()
                ? null
                : Duration.ofSeconds(60 + world.random().nextInt(300));
        this.report = world.random().nextBoolean()
                ? null
                : Duration.ofMillis(100 + world.random().nextInt(20_000));
        services.stream().filter(service -> world.random().nextBoolean()).forEach(withSnapshots::add);
        if (world.random().nextBoolean()) {
            witness.beginWith(Settings.filter(world.random()));
        }
        link.window(
                world.random().nextBoolean() ? 64 * 1024 : 1 + world.random().nextInt(3_000));
    }

    void start(Map<String, Position> positions) {
        RealtimeClientBuilder builder = RealtimeClient.builder(InMemoryNetwork.ADDRESS)
                .connector(this)
                .mapper(Settings.MAPPER)
                .scheduler(world.time())
                .random(world.random().split())
                .token(() -> world.rights().token(name, org, tokenLife))
                .positions(positions);
        if (report != null) {
            builder.reportDelivered(report);
        }
        refusals = 0;
        RealtimeClient next = witness.attach(builder, withSnapshots).build();
        witness.use(next, positions);
        client = next;
        client.start();
    }

    /** Ends the client and starts another from its positions, which a bad store may have changed. */
    void restart(boolean lie) {
        witness.checkLosses();
        client.close();
        world.time().advance(Duration.ofMillis(1));
        Map<String, Position> positions = new HashMap<>(client.positions());
        if (lie) {
            positions.replaceAll((service, position) -> position.at(position.seq() + 1_000_000));
        }
        start(positions);
    }

    /** Whether something that it had missed when it came has not reached it yet. */
    boolean isBehind() {
        Map<String, Position> here = client.positions();
        return heads.entrySet().stream().anyMatch(head -> {
            Position position = here.get(head.getKey());
            return position != null
                    && position.epoch().equals(head.getValue().epoch())
                    && position.seq() < head.getValue().seq();
        });
    }

    /** Another server begins to drain. */
    void forgetRefusals() {
        refusals = 0;
    }

    /** How often the client tried to connect since a moment, by how long after it. */
    List<Duration> attemptsSince(long nanoTime) {
        return attempts.stream()
                .filter(at -> at >= nanoTime)
                .map(at -> Duration.ofNanos(at - nanoTime))
                .toList();
    }

    @Override
    public Attempt connect(Upgrade upgrade, Connector.Listener listener) {
        attempts.add(world.time().nanoTime());
        ended.clear();
        promised.clear();
        return link.connect(upgrade, new Watched(listener));
    }

    /** Counts how often a server that drains refuses the client: it says when to come again, so once will do. */
    private final class Watched implements Connector.Listener {
        private final Connector.Listener client;

        Watched(Connector.Listener client) {
            this.client = client;
        }

        @Override
        public void onOpened(Transport transport) {
            client.onOpened(transport);
        }

        @Override
        public void onRefused(int status, Duration retryAfter) {
            if (status == 503 && retryAfter != null && world.servers().isServedByDraining()) {
                world.truth().count("refused by a server that drains", 1);
                if (++refusals > 1) {
                    world.truth().fail("P16", name + " was refused twice by the server that drains");
                }
            }
            client.onRefused(status, retryAfter);
        }

        @Override
        public void onFailed(Throwable cause) {
            client.onFailed(cause);
        }

        @Override
        public void onFrame(Frame frame) {
            String text = FrameCodec.isGzip(frame) ? "" : frame.string(); // as text, it would say nothing
            if (text.contains("\"resumed\":\"complete\"")) {
                onResumed(frame);
            }
            boolean begins = text.contains("\"type\":\"unsubscribed\"") || text.contains("\"snapshot\":true");
            if (begins || !ended.isEmpty() || !promised.isEmpty()) {
                watch(frame);
            }
            client.onFrame(frame);
        }

        /** Looks whether the client has missed something. */
        private void onResumed(Frame frame) {
            try {
                if (ServerMessageReader.read(frame.bytes()) instanceof ServerMessage.Ack ack) {
                    heads.clear();
                    ack.positions().forEach((service, start) -> {
                        if (start.position() != null && start.head() != null) {
                            heads.put(service, start.position().at(start.head()));
                        }
                    });
                    if (isBehind()) {
                        world.onReplay(Guest.this);
                    }
                }
            } catch (ProtocolException e) {
                world.truth().fail("wire", e.toString());
            }
        }

        /** Nothing of a service follows its end, until an answer begins it anew (protocol rule P19). */
        private void watch(Frame frame) {
            ServerMessage message;
            try {
                message = ServerMessageReader.read(FrameCodec.decode(frame, 2 << 20));
            } catch (ProtocolException e) {
                world.truth().fail("wire", e.toString());
                return;
            }
            if (message instanceof ServerMessage.Unsubscribed unsubscribed) {
                ended.add(unsubscribed.service());
                promised.remove(unsubscribed.service());
                world.truth().count("unsubscribed", 1);
            } else if (message instanceof ServerMessage.Ack ack) {
                ended.removeAll(ack.positions().keySet());
                ack.positions().forEach((service, start) -> {
                    if (start.resumed() != null) {
                        promised.remove(service); // it begins anew, which no filter does
                    }
                });
            } else if (message instanceof ServerMessage.InChannel inChannel && !witness.losesFrames()) {
                watch(inChannel);
            }
        }

        /** A gap with a snapshot is followed by that, and by nothing else (protocol rule P11). */
        private void watch(ServerMessage.InChannel message) {
            if (ended.contains(message.service())) {
                world.truth().fail("P19", name + " got " + message + " after the service had ended");
            }
            ServerMessage.Gap gap = promised.remove(message.service());
            boolean kept =
                    message instanceof ServerMessage.Snapshot || message.equals(gap); // or the frame was repeated
            if (gap != null && !kept) {
                world.truth().fail("P11", name + " was promised a snapshot with " + gap + " but got " + message);
            }
            if (message instanceof ServerMessage.Gap next && next.snapshot()) {
                promised.put(message.service(), next);
            }
        }

        @Override
        public void onClosed(CloseReason reason) {
            client.onClosed(reason);
        }
    }
}
