package dev.realtime.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.core.Position;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.protocol.ServerMessageReader;

/** Protocol section 3: everything that a server sends, as the Java client reads it. A client does not trust its server either. */
class ServerMessageFuzzTest {
    @DictionaryFile(resourcePath = "/dev/realtime/fuzz/protocol.dict")
    @FuzzTest(maxDuration = "1m")
    void any_bytes(byte[] utf8) {
        Allocation allocation = new Allocation(() -> ServerMessageReader.read(utf8));
        ServerMessage message;
        try {
            message = ServerMessageReader.read(utf8);
        } catch (ProtocolException e) {
            assertEquals(ErrorCode.BAD_MESSAGE, e.code());
            assertNotNull(e.getMessage());
            return;
        } finally {
            allocation.check(400L * utf8.length);
        }
        assertNotNull(message.toString()); // clients log it
        if (message instanceof ServerMessage.Range range) { // the client makes positions of it
            assertNotNull(new Position(range.from(), range.after()));
            assertNotNull(new Position(range.epoch(), range.seq()));
            range.entries().forEach(entry -> assertNotNull(new Position(range.epoch(), entry.seq())));
        } else if (message instanceof ServerMessage.Gap gap) {
            assertNotNull(new Position(gap.epoch(), gap.seq()));
        } else if (message instanceof ServerMessage.Snapshot snapshot) {
            assertNotNull(new Position(snapshot.epoch(), snapshot.seq()));
        }
    }
}
