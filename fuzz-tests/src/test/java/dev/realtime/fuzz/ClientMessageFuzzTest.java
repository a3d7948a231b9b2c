package dev.realtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ClientMessageReader;
import dev.realtime.core.protocol.ClientMessageWriter;
import dev.realtime.core.protocol.ProtocolException;

/** Protocol rule P6: everything that a client sends after its handshake. */
class ClientMessageFuzzTest {
    @DictionaryFile(resourcePath = "/dev/realtime/fuzz/protocol.dict")
    @FuzzTest(maxDuration = "1m")
    void any_bytes(byte[] utf8) throws ProtocolException {
        Allocation allocation = new Allocation(() -> ClientMessageReader.read(utf8));
        ClientMessage message;
        try {
            message = ClientMessageReader.read(utf8);
        } catch (ProtocolException e) {
            WellFormed.refusal(e);
            return;
        } finally {
            allocation.check(400L * utf8.length);
        }
        WellFormed.message(message);
        assertEquals(message, ClientMessageReader.read(ClientMessageWriter.write(message)));
    }
}
