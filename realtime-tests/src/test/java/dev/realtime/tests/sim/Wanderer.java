package dev.realtime.tests.sim;

import dev.realtime.client.connect.Connector;
import dev.realtime.core.Filter;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ClientMessageWriter;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.protocol.Resume;
import dev.realtime.core.protocol.Resumed;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageReader;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.Link;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** A client that subscribes and unsubscribes all the time, on a way without faults (protocol rules P6, P7, D2, D4). */
final class Wanderer implements Connector.Listener {
    private final World world;
    private final SplittableRandom random;
    private final Link link;
    private final Map<String, Position> here = new HashMap<>(); // of the services that are subscribed
    private final Map<String, Position> left = new HashMap<>(); // where it stood when it left
    private final Set<String> gapDue = new HashSet<>(); // services whose ack said so
    private Transport transport;
    private boolean connecting;
    private ClientMessage asked; // not answered yet
    private long lastId;

    Wanderer(World world) {
        this.world = world;
        this.random = world.random().split();
        this.link = world.network().link();
    }

    /** Comes, goes somewhere or leaves a place. */
    void move() {
        if (transport == null && !connecting) {
            connecting = true;
            String token = world.rights().token("wanderer", "org-a", null);
            link.connect(new Connector.Upgrade(InMemoryNetwork.ADDRESS, token), this);
        } else if (transport != null && asked == null) {
            String service = World.SERVICES.get(random.nextInt(World.SERVICES.size()));
            long id = ++lastId;
            ask(
                    here.containsKey(service) && !gapDue.contains(service)
                            ? new ClientMessage.Unsubscribe(id, List.of(service))
                            : new ClientMessage.Subscribe(id, List.of(service), from(List.of(service))));
        }
    }

    void close() {
        if (transport != null) {
            transport.close(CloseReason.of(CloseReason.NORMAL, "bye"));
        }
    }

    private Resume from(List<String> services) {
        Map<String, Position> positions = new HashMap<>();
        for (String service : services) {
            Position position = here.getOrDefault(service, left.get(service));
            if (position != null) {
                positions.put(service, position);
            }
        }
        return Resume.at(positions);
    }

    private void ask(ClientMessage message) {
        asked = message;
        transport.send(Frame.text(ClientMessageWriter.write(message)), failure -> {});
    }

    @Override
    public void onOpened(Transport opened) {
        connecting = false;
        transport = opened;
        List<String> services = World.SERVICES.subList(0, 1 + random.nextInt(2));
        ask(new ClientMessage.Handshake(
                services, from(services), Filter.NONE, Encoding.TEXT, null, "wanderer", null, false));
    }

    @Override
    public void onFrame(Frame frame) {
        ServerMessage message;
        try {
            message = ServerMessageReader.read(frame.bytes());
        } catch (ProtocolException e) {
            world.truth().fail("wire", e.toString());
            return;
        }
        if (message instanceof ServerMessage.Ack ack) {
            onAck(ack);
        } else if (message instanceof ServerMessage.InChannel inChannel) {
            check(here.containsKey(inChannel.service()), "D4", () -> "after it left came " + inChannel);
            onMessage(inChannel);
        }
    }

    private void onAck(ServerMessage.Ack ack) {
        if (asked instanceof ClientMessage.Unsubscribe request) {
            for (String service : request.services()) {
                Position end = ack.positions().get(service).position();
                check(
                        here.get(service).equals(end),
                        "P7",
                        () -> "left " + service + " at " + here + " but was told " + end);
                left.put(service, here.remove(service));
                world.truth().count("left by itself", 1);
            }
        } else {
            ack.positions().forEach(this::begin);
        }
        asked = null;
    }

    private void begin(String service, ServerMessage.Start start) {
        Position known = here.getOrDefault(service, left.get(service));
        if (start.resumed() == Resumed.GAP) {
            gapDue.add(service);
        } else {
            gapDue.remove(service);
            boolean goesOn = known == null || known.equals(start.position());
            check(goesOn, "D2", () -> "stood at " + known + " of " + service + " but goes on at " + start);
        }
        here.put(service, start.position());
        world.truth().count(known == null ? "came" : "came again", 1);
    }

    private void onMessage(ServerMessage.InChannel message) {
        String service = message.service();
        if (message instanceof ServerMessage.Range range) {
            Position before = new Position(range.from(), range.after());
            boolean follows = before.equals(here.get(service)) && !gapDue.contains(service);
            check(follows, "D2", () -> "after " + here + " came " + range);
            here.put(service, new Position(range.epoch(), range.seq()));
        } else if (message instanceof ServerMessage.Gap gap && !gap.snapshot()) {
            gapDue.remove(service);
            here.put(service, new Position(gap.epoch(), gap.seq()));
        } else if (message instanceof ServerMessage.Snapshot snapshot) {
            gapDue.remove(service);
            here.put(service, new Position(snapshot.epoch(), snapshot.seq()));
        }
    }

    private void check(boolean holds, String rule, Supplier<String> what) {
        if (!holds) {
            world.truth().fail(rule, "for the wanderer: " + what.get());
        }
    }

    @Override
    public void onRefused(int status, Duration retryAfter) {
        connecting = false;
    }

    @Override
    public void onFailed(Throwable cause) {
        connecting = false;
    }

    @Override
    public void onClosed(CloseReason reason) {
        transport = null;
        asked = null;
        left.putAll(here);
        here.clear();
        gapDue.clear();
    }
}
