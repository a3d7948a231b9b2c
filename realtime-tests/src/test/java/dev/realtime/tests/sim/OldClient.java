package dev.realtime.tests.sim;

import dev.realtime.client.connect.Connector;
import dev.realtime.core.Filter;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ClientMessageWriter;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.protocol.Resume;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageReader;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.Link;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client of the original system: one {@code lastSeq} for several services, no epochs, no pong (protocol rule P5). */
final class OldClient implements Connector.Listener {
    private final List<String> services;
    private final Truth truth;
    private final Map<String, Position> here = new HashMap<>();
    private Transport transport;

    OldClient(List<String> services, Truth truth) {
        this.services = services;
        this.truth = truth;
    }

    void connect(Link link, String token) {
        link.connect(new Connector.Upgrade(InMemoryNetwork.ADDRESS, token), this);
    }

    void close() {
        if (transport != null) {
            transport.close(CloseReason.of(CloseReason.NORMAL, "bye"));
        }
    }

    @Override
    public void onOpened(Transport opened) {
        transport = opened;
        ClientMessage handshake = new ClientMessage.Handshake(
                services, new Resume(Map.of(), 3L), Filter.NONE, Encoding.TEXT, null, "old", null, false);
        opened.send(Frame.text(ClientMessageWriter.write(handshake)), failure -> {});
    }

    @Override
    public void onFrame(Frame frame) {
        try {
            ServerMessage message = ServerMessageReader.read(frame.bytes());
            if (message instanceof ServerMessage.Gap gap) {
                boolean first = here.put(gap.service(), new Position(gap.epoch(), gap.seq())) == null;
                truth.gap(gap.reason());
                if (first != (gap.reason() == GapReason.UNKNOWN_POSITION)) {
                    truth.fail("P5", "the first message of " + gap.service() + " was " + gap);
                }
            } else if (message instanceof ServerMessage.Range range) {
                Position expected = here.put(range.service(), new Position(range.epoch(), range.seq()));
                if (expected == null
                        || expected.seq() != range.after()
                        || !expected.epoch().equals(range.from())) {
                    truth.fail("D2", "after " + expected + " came " + range);
                }
            }
        } catch (ProtocolException e) {
            truth.fail("wire", e.toString());
        }
    }

    @Override
    public void onRefused(int status, Duration retryAfter) {}

    @Override
    public void onFailed(Throwable cause) {}

    @Override
    public void onClosed(CloseReason reason) {}
}
