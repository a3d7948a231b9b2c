package dev.realtime.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.realtime.core.Entity;
import dev.realtime.core.Event;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ranges of publications, as the server writes them and as the client should read them (protocol rules P8, P9, P13). */
final class Ranges {
    private Ranges() {}

    static void check(FuzzedDataProvider data, Instant now) throws ProtocolException {
        Position end = Values.position(data);
        Position after = data.consumeBoolean()
                ? Values.position(data) // at a fork
                : end.at(Math.max(0, end.seq() - data.consumeInt(0, 5)));
        List<Publication> publications = new ArrayList<>();
        List<ServerMessage.Entry> entries = new ArrayList<>();
        for (long seq = Math.max(0, end.seq() - data.consumeInt(0, 4)); seq < end.seq(); seq++) {
            add(data, end.at(seq + 1), publications, entries);
        }
        String service = Values.service(data);
        byte[] json = ServerMessageWriter.range(service, new LogRange(after, end, publications), now);
        ServerRoundTripFuzzTest.same(
                new ServerMessage.Range(service, end.epoch(), after.epoch(), after.seq(), end.seq(), entries), json);
    }

    private static void add(
            FuzzedDataProvider data,
            Position position,
            List<Publication> publications,
            List<ServerMessage.Entry> entries) {
        Instant time = Values.instant(data);
        if (data.consumeInt(0, 4) == 0) {
            List<String> keys = List.of(Values.whole(data.consumeString(50)), Values.whole(data, 50));
            publications.add(new Publication(
                    position, time, Map.of(), null, null, Publication.Kind.INVALIDATE, Payload.WRITER.keys(keys)));
            entries.add(new ServerMessage.Entry(position.seq(), time, Map.of(), List.of(), keys));
            return;
        }
        Payload payload = Payload.any(data);
        Event event = event(data, payload);
        publications.add(new Publication(
                position,
                time,
                event.tags(),
                event.id(),
                event.entity(),
                Publication.Kind.EVENTS,
                Payload.WRITER.write(event)));
        ServerMessage.EventData read =
                new ServerMessage.EventData(event.type(), event.id(), event.entity(), payload.node());
        entries.add(new ServerMessage.Entry(position.seq(), time, event.tags(), List.of(read), List.of()));
    }

    private static Event event(FuzzedDataProvider data, Payload payload) {
        Event event = Event.of(Values.whole(data, 60), payload.node());
        for (int left = data.consumeInt(0, 3); left > 0; left--) {
            event = event.tag(Values.whole(data, 200), Values.whole(data.consumeString(200)));
        }
        if (data.consumeBoolean()) {
            event = event.id(Values.whole(data, 128));
        }
        if (data.consumeBoolean()) {
            Entity entity = new Entity(Values.whole(data, 30), Values.whole(data, 30));
            event = event.entity(entity.type(), entity.id());
        }
        return event;
    }
}
