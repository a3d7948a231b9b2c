package dev.realtime.jakarta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.testkit.ManualScheduler;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Messages in parts, as containers hand them over: whole ones come out, never too large a one, and nothing is kept between them. */
class MessagePartsFuzzTest {
    private final List<Frame> frames = new ArrayList<>();
    private final List<CloseReason> closes = new ArrayList<>();

    @FuzzTest(maxDuration = "1m")
    void any_parts(FuzzedDataProvider data) {
        frames.clear(); // while it fuzzes, one instance sees all inputs
        closes.clear();
        ManualScheduler time = ManualScheduler.inOrder();
        MessageParts parts = new MessageParts(time, new MessageParts.Receiver() {
            @Override
            public void onFrame(Frame frame) {
                frames.add(frame);
            }

            @Override
            public void close(CloseReason reason) {
                closes.add(reason);
            }
        });
        while (data.remainingBytes() > 0) {
            frames.clear();
            byte[] expected = data.consumeBoolean() ? text(data, parts) : binary(data, parts);
            assertTrue(time.timers() == 0, "a timer stays behind a message");
            if (!closes.isEmpty()) {
                assertEquals(CloseReason.TOO_LARGE, closes.get(0).code());
                assertEquals(List.of(), frames);
                return;
            }
            assertTrue(expected.length <= MessageParts.MAX_BYTES);
            assertEquals(1, frames.size());
            assertArrayEquals(expected, frames.get(0).bytes());
        }
    }

    private static byte[] text(FuzzedDataProvider data, MessageParts parts) {
        StringBuilder whole = new StringBuilder();
        for (int left = data.consumeInt(0, 5); left >= 0; left--) {
            String part = data.consumeString(100);
            if (data.consumeInt(0, 9) == 0) {
                part = part.repeat(data.consumeInt(0, 500));
            }
            whole.append(part);
            parts.onMessage(part, left == 0);
        }
        return whole.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] binary(FuzzedDataProvider data, MessageParts parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int left = data.consumeInt(0, 5); left >= 0; left--) {
            byte[] part = data.consumeInt(0, 9) == 0
                    ? new byte[data.consumeInt(0, 2 * MessageParts.MAX_BYTES)]
                    : data.consumeBytes(100);
            whole.writeBytes(part);
            parts.onMessage(ByteBuffer.wrap(part), left == 0);
        }
        return whole.toByteArray();
    }
}
