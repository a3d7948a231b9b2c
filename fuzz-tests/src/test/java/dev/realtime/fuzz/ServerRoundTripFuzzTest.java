package dev.realtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.protocol.Resumed;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageReader;
import dev.realtime.core.protocol.ServerMessageWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server may say, the Java client reads, and takes for the same. */
class ServerRoundTripFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00.001Z");

    @FuzzTest(maxDuration = "1m")
    void any_message(FuzzedDataProvider data) throws ProtocolException {
        switch (data.consumeInt(0, 8)) {
            case 0 -> same(ack(data));
            case 1 -> same(gap(data));
            case 2 -> same(new ServerMessage.Unsubscribed(Values.service(data), data.consumeBoolean()));
            case 3 -> same(new ServerMessage.Reconnect(Values.text(data, 40), Values.number(data)));
            case 4 -> same(new ServerMessage.Ping(Values.positions(data, Values.services(data))));
            case 5 -> same(failure(data));
            case 6 -> {
                Payload payload = Payload.any(data);
                Position position = Values.position(data);
                String service = Values.service(data);
                byte[] json = ServerMessageWriter.snapshot(service, position, payload.json(), NOW);
                same(new ServerMessage.Snapshot(service, position.epoch(), position.seq(), payload.node()), json);
            }
            default -> Ranges.check(data, NOW);
        }
    }

    static void same(ServerMessage expected, byte[] json) throws ProtocolException {
        assertEquals(expected, ServerMessageReader.read(json));
    }

    private static void same(ServerMessage.Ack ack) throws ProtocolException {
        same(ack, ServerMessageWriter.ack(ack));
    }

    private static void same(ServerMessage.Gap gap) throws ProtocolException {
        same(gap, ServerMessageWriter.gap(gap, NOW));
    }

    private static void same(ServerMessage.Unsubscribed unsubscribed) throws ProtocolException {
        same(unsubscribed, ServerMessageWriter.unsubscribed(unsubscribed, NOW));
    }

    private static void same(ServerMessage.Reconnect reconnect) throws ProtocolException {
        same(reconnect, ServerMessageWriter.reconnect(reconnect, NOW));
    }

    private static void same(ServerMessage.Ping ping) throws ProtocolException {
        same(ping, ServerMessageWriter.ping(ping, NOW));
    }

    private static void same(ServerMessage.Failure failure) throws ProtocolException {
        same(failure, ServerMessageWriter.failure(failure, NOW));
    }

    private static ServerMessage.Ack ack(FuzzedDataProvider data) {
        Map<String, ServerMessage.Start> starts = new LinkedHashMap<>();
        List<ServerMessage.Refusal> refusals = new ArrayList<>();
        for (String service : Values.services(data)) {
            if (data.consumeBoolean()) {
                starts.put(service, start(data));
            } else {
                refusals.add(new ServerMessage.Refusal(
                        service, data.pickValue(ErrorCode.values()), Values.numberOrNull(data)));
            }
        }
        return new ServerMessage.Ack(
                Values.instant(data),
                Values.numberOrNull(data),
                Values.text(data, 64),
                data.consumeBoolean() ? null : new ServerMessage.Owner(Values.text(data, 128), Values.text(data, 128)),
                Values.number(data),
                starts,
                refusals,
                data.consumeBoolean() ? null : Values.instant(data));
    }

    private static ServerMessage.Start start(FuzzedDataProvider data) {
        return new ServerMessage.Start(
                data.consumeBoolean() ? null : Values.position(data),
                data.consumeBoolean() ? null : data.pickValue(Resumed.values()),
                Values.numberOrNull(data));
    }

    private static ServerMessage.Gap gap(FuzzedDataProvider data) {
        Position position = Values.position(data);
        return new ServerMessage.Gap(
                Values.service(data),
                position.epoch(),
                position.seq(),
                data.consumeBoolean() ? null : Values.position(data),
                data.pickValue(GapReason.values()),
                Values.numberOrNull(data),
                data.consumeBoolean());
    }

    private static ServerMessage.Failure failure(FuzzedDataProvider data) {
        return new ServerMessage.Failure(
                Values.numberOrNull(data),
                data.pickValue(ErrorCode.values()),
                data.consumeString(300),
                data.consumeBoolean() ? null : Values.service(data));
    }
}
