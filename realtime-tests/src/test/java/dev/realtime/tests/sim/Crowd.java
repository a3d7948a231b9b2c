package dev.realtime.tests.sim;

import dev.realtime.client.connect.Connector;
import dev.realtime.core.Filter;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ClientMessageWriter;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.Resume;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.InMemoryNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One user with more connections than a user may have (protocol rule P2, F1.5): the server refuses some, and nobody else notices. */
final class Crowd {
    private static final int SIZE = 14;
    private static final int MOST = 10; // the server's default

    private final World world;
    private final List<Transport> inside = new ArrayList<>();

    Crowd(World world) {
        this.world = world;
    }

    /** All come at once, and go some seconds later. */
    void come() {
        for (int i = 0; i < SIZE; i++) {
            String token = world.rights().token("crowd", "org-a", null);
            world.network().link().connect(new Connector.Upgrade(InMemoryNetwork.ADDRESS, token), new Member());
        }
        world.later(20_000, this::leave);
    }

    private void leave() {
        List.copyOf(inside).forEach(transport -> transport.close(CloseReason.of(CloseReason.NORMAL, "bye")));
        inside.clear();
    }

    /** One of them. */
    private final class Member implements Connector.Listener {
        private Transport transport;
        private boolean acknowledged;

        @Override
        public void onOpened(Transport opened) {
            transport = opened;
            ClientMessage handshake = new ClientMessage.Handshake(
                    World.SERVICES, Resume.at(Map.of()), Filter.NONE, Encoding.TEXT, null, "crowd", null, false);
            opened.send(Frame.text(ClientMessageWriter.write(handshake)), failure -> {});
        }

        @Override
        public void onFrame(Frame frame) {
            if (!acknowledged && frame.string().contains("\"type\":\"ack\"")) {
                acknowledged = true;
                inside.add(transport);
                if (inside.size() > MOST) {
                    world.truth().fail("cap", inside.size() + " connections of one user");
                }
            }
        }

        @Override
        public void onClosed(CloseReason reason) {
            inside.remove(transport);
            world.truth().count(reason.code() == CloseReason.OVER_CAP ? "refused over the cap" : "crowd left", 1);
        }

        @Override
        public void onRefused(int status, Duration retryAfter) {}

        @Override
        public void onFailed(Throwable cause) {}
    }
}
