package dev.realtime.jakarta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagePartsTest {
    private final List<Frame> frames = new ArrayList<>();
    private final List<Integer> broken = new ArrayList<>();
    private final StillTime time = new StillTime();
    private final MessageParts parts = new MessageParts(time, new MessageParts.Receiver() {
        @Override
        public void onFrame(Frame frame) {
            frames.add(frame);
        }

        @Override
        public void close(CloseReason reason) {
            broken.add(reason.code());
        }
    });

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void parts_become_whole_messages() {
        parts.onMessage("a", false);
        parts.onMessage("", false);
        parts.onMessage("b", true);
        parts.onMessage("c", true);
        parts.onMessage(bytes("d"), false);
        parts.onMessage(bytes("e"), true);
        parts.onMessage("", true);
        assertEquals(
                List.of("ab", "c", "de", ""), frames.stream().map(Frame::string).toList());
        assertEquals(
                List.of(true, true, false, true),
                frames.stream().map(Frame::isText).toList());
    }

    @Test
    void bytes_are_copied_since_the_buffer_is_the_containers() {
        byte[] reused = {1, 2, 3};
        parts.onMessage(ByteBuffer.wrap(reused, 1, 2), true);
        reused[1] = 9;
        assertArrayEquals(new byte[] {2, 3}, frames.get(0).bytes());
    }

    @Test
    void a_pair_that_is_cut_in_two_comes_out_whole() {
        parts.onMessage("\ud83d", false);
        parts.onMessage("\ude00", true);
        assertEquals("\ud83d\ude00", frames.get(0).string());
    }

    @Test
    void the_limit_is_in_bytes_and_exact() {
        for (String letter : List.of("x", "\u00e9", "\u20ac", "\ud83d\ude00")) {
            int size = letter.getBytes(StandardCharsets.UTF_8).length;
            String half = letter.repeat(MessageParts.MAX_BYTES / size / 2);
            parts.onMessage(half, false);
            parts.onMessage(half, true);
            assertEquals(MessageParts.MAX_BYTES, frames.remove(0).size());
        }
        parts.onMessage(bytes("x".repeat(MessageParts.MAX_BYTES)), false);
        assertTrue(broken.isEmpty());
        parts.onMessage(bytes("x"), true);
        assertEquals(List.of(4413), broken);
    }

    @Test
    void after_too_large_a_message_nothing_is_taken() {
        parts.onMessage("x".repeat(MessageParts.MAX_BYTES + 1), false);
        parts.onMessage("y", true);
        parts.onMessage("z", true);
        assertTrue(frames.isEmpty());
        assertEquals(List.of(4413), broken);
        assertTrue(time.timers.isEmpty());
    }

    @Test
    void a_message_must_be_complete_in_time() {
        parts.onMessage("a", false);
        parts.onMessage("b", false);
        assertEquals(List.of(Duration.ofSeconds(10)), List.copyOf(time.timers.values()));
        parts.onMessage("c", true);
        assertTrue(time.timers.isEmpty());
        parts.onMessage(bytes("a"), false);
        time.timers.keySet().iterator().next().run();
        assertEquals(List.of(1002), broken);
    }
}
