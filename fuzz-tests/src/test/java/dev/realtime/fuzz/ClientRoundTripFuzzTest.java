package dev.realtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ClientMessageReader;
import dev.realtime.core.protocol.ClientMessageWriter;
import dev.realtime.core.protocol.Encoding;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.protocol.Resume;
import java.util.List;

/** What a client may say, the server reads, and takes for the same. */
class ClientRoundTripFuzzTest {
    @FuzzTest(maxDuration = "1m")
    void any_message(FuzzedDataProvider data) throws ProtocolException {
        ClientMessage message = message(data);
        byte[] json = ClientMessageWriter.write(message);
        ClientMessage read = message instanceof ClientMessage.Handshake
                ? ClientMessageReader.readHandshake(json)
                : ClientMessageReader.read(json);
        assertEquals(message, read);
    }

    private static ClientMessage message(FuzzedDataProvider data) {
        long id = Values.number(data);
        List<String> services = Values.services(data);
        return switch (data.consumeInt(0, 6)) {
            case 0 -> new ClientMessage.Subscribe(id, services, new Resume(Values.positions(data, services), null));
            case 1 -> new ClientMessage.Unsubscribe(id, services);
            case 2 -> new ClientMessage.ChangeFilter(id, Values.filter(data));
            case 3 -> new ClientMessage.Refresh(id, data.consumeString(2_000));
            case 4 -> new ClientMessage.Delivered(Values.positions(data, services));
            case 5 -> new ClientMessage.Pong();
            default -> handshake(data, services);
        };
    }

    private static ClientMessage.Handshake handshake(FuzzedDataProvider data, List<String> services) {
        return new ClientMessage.Handshake(
                services,
                new Resume(Values.positions(data, services), Values.numberOrNull(data)),
                Values.filter(data),
                data.pickValue(Encoding.values()),
                data.consumeBoolean() ? null : data.consumeString(2_000),
                data.consumeBoolean() ? null : Values.text(data, 128),
                data.consumeBoolean() ? null : Values.text(data, 128),
                data.consumeBoolean());
    }
}
