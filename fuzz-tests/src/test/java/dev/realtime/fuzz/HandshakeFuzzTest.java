package dev.realtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ClientMessageReader;
import dev.realtime.core.protocol.ClientMessageWriter;
import dev.realtime.core.protocol.ProtocolException;

/** Protocol rules P4 and P5: the first thing that a stranger sends. */
class HandshakeFuzzTest {
    @DictionaryFile(resourcePath = "/dev/realtime/fuzz/protocol.dict")
    @FuzzTest(maxDuration = "1m")
    void any_bytes(byte[] utf8) throws ProtocolException {
        Allocation allocation = new Allocation(() -> ClientMessageReader.readHandshake(utf8));
        ClientMessage.Handshake handshake;
        try {
            handshake = ClientMessageReader.readHandshake(utf8);
        } catch (ProtocolException e) {
            WellFormed.refusal(e);
            assertNull(e.requestId(), "a handshake is no request");
            return;
        } finally {
            allocation.check(400L * utf8.length);
        }
        WellFormed.message(handshake);
        assertEquals(handshake, ClientMessageReader.readHandshake(ClientMessageWriter.write(handshake)));
    }
}
