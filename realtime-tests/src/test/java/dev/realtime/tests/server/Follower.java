package dev.realtime.tests.server;

import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads what the server says of finance as a client must, and fails where a promise is broken: order (D1), no silent loss (D2),
 * truth (D3), and that nobody has to subscribe again because of pings (P14).
 */
final class Follower {
    final List<ServerMessage.Entry> entries = new ArrayList<>();
    final List<ServerMessage.Gap> gaps = new ArrayList<>();
    final List<ServerMessage.Snapshot> snapshots = new ArrayList<>();
    final Map<String, String> values = new HashMap<>(); // by entity: the last data that came
    Consumer<ServerMessage.Ack> onAck = ack -> {};
    Consumer<ServerMessage.Range> onRange = range -> {};
    private final Map<Position, String> truth = new HashMap<>();
    Position position;
    private boolean behind; // at the last ping, and nothing has come since
    private ServerMessage.Gap awaited; // whose snapshot comes next

    /** Follows from the position of an ack. */
    Follower from(Position start) {
        position = new Position(RawClient.shortened(start.epoch()), start.seq());
        return this;
    }

    boolean isAt(Position there) {
        return new Follower().from(there).position.equals(position);
    }

    Follower hear(List<String> texts) {
        texts.forEach(this::hear);
        return this;
    }

    private void hear(String text) {
        ServerMessage message;
        try {
            message = ServerMessageReader.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (ProtocolException e) {
            throw new AssertionError(text, e);
        }
        if (message instanceof ServerMessage.Ack ack && ack.positions().containsKey("finance")) {
            onAck(ack.positions().get("finance"));
            onAck.accept(ack);
        } else if (message instanceof ServerMessage.Range range) {
            onRange(range, text);
        } else if (message instanceof ServerMessage.Gap gap) {
            onGap(gap);
        } else if (message instanceof ServerMessage.Snapshot snapshot) {
            onSnapshot(snapshot, text);
        } else if (message instanceof ServerMessage.Ping ping) {
            onPing(ping);
        }
    }

    private void onAck(ServerMessage.Start start) {
        behind = false;
        if (position == null || start.resumed() != null) {
            awaited = null; // a filter's ack leaves what was promised (P11)
            position = start.position();
        } else {
            require(position.equals(start.position()), "D2: at " + position + " but the ack says " + start.position());
        }
    }

    private void onRange(ServerMessage.Range range, String text) {
        require(awaited == null, "P11: the snapshot is missing before " + text);
        require(position.equals(new Position(range.from(), range.after())), "D2: at " + position + " came " + text);
        long before = range.after();
        for (ServerMessage.Entry entry : range.entries()) {
            require(entry.seq() > before && entry.seq() <= range.seq(), "D1: at " + before + " came " + text);
            before = entry.seq();
            take(new Position(range.epoch(), entry.seq()), entry);
        }
        position = new Position(range.epoch(), range.seq());
        behind = false;
        onRange.accept(range);
    }

    private void take(Position at, ServerMessage.Entry entry) {
        String payload = entry.events().toString() + entry.invalidated();
        String known = truth.putIfAbsent(at, payload);
        require(known == null || known.equals(payload), "D3: " + known + " became " + payload);
        entries.add(entry);
        entry.events().forEach(event -> {
            if (event.entity() != null) {
                values.put(event.entity().id(), event.data().asText());
            }
        });
    }

    private void onGap(ServerMessage.Gap gap) {
        require(awaited == null, "P11: the snapshot is missing before " + gap);
        boolean mayGoBack = gap.reason() == GapReason.AHEAD
                || !gap.epoch().equals(position.epoch())
                || gap.snapshot() && gap.reason() == GapReason.TAIL_LOST; // a state of before the fork
        require(mayGoBack || gap.seq() >= position.seq(), "D1: at " + position + " came " + gap);
        gaps.add(gap);
        behind = false;
        if (gap.snapshot()) {
            awaited = gap;
        } else {
            position = new Position(gap.epoch(), gap.seq());
        }
    }

    private void onSnapshot(ServerMessage.Snapshot snapshot, String text) {
        require(awaited != null, "P12: nobody announced " + text);
        require(awaited.seq() == snapshot.seq() && awaited.epoch().equals(snapshot.epoch()), "P12: " + text);
        awaited = null;
        snapshots.add(snapshot);
        position = new Position(snapshot.epoch(), snapshot.seq());
        values.clear();
        snapshot.data()
                .properties()
                .forEach(value -> values.put(value.getKey(), value.getValue().asText()));
    }

    private void onPing(ServerMessage.Ping ping) {
        Position head = ping.heads().get("finance");
        boolean now = !head.epoch().equals(position.epoch()) || head.seq() > position.seq();
        require(!behind || !now, "P14: at " + position + " two pings say " + head);
        behind = now;
    }

    private static void require(boolean promise, String broken) {
        if (!promise) {
            throw new AssertionError(broken);
        }
    }
}
