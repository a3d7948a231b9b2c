package dev.realtime.testkit.contract;

import dev.realtime.core.transport.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the rules send, and how they show what arrives. */
final class Frames {
    /** Around the places where the length of a WebSocket frame is written differently, and where buffers end. */
    private static final int[] SIZES = {0, 1, 125, 126, 127, 4_096, 8_191, 8_192, 8_193, 65_535, 65_536};

    private Frames() {}

    /** Small frames of both kinds. */
    static List<Frame> many(int count) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] content = ("frame " + i).getBytes(StandardCharsets.UTF_8);
            frames.add(i % 3 == 0 ? Frame.binary(content) : Frame.text(content));
        }
        return frames;
    }

    /** Of both kinds, of every size up to a largest one. */
    static List<Frame> ofEverySize(int largest) {
        List<Frame> frames = new ArrayList<>();
        for (int size : SIZES) {
            frames.add(text(size));
            frames.add(binary(size));
        }
        frames.add(text(largest));
        frames.add(binary(largest));
        return frames;
    }

    static Frame text(int size) {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) ('a' + i % 26);
        }
        return Frame.text(content);
    }

    static Frame binary(int size) {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) (i * 31 + i / 256);
        }
        return Frame.binary(content);
    }

    /** Texts whose characters take 1 to 4 bytes, so that the borders of buffers are inside of characters. */
    static List<Frame> wide() {
        List<Frame> frames = new ArrayList<>();
        for (int shift = 0; shift < 4; shift++) {
            frames.add(Frame.text("x".repeat(shift) + "\ud83d\ude00\u20ac\u00e9".repeat(3_000)));
            frames.add(Frame.text("x".repeat(shift) + "\ud83d\ude00".repeat(5_000)));
        }
        return frames;
    }

    static List<String> show(List<Frame> frames) {
        return frames.stream().map(Frames::show).toList();
    }

    /** Kind, size, and the content or a hash of it. */
    static String show(Frame frame) {
        String content = frame.size() <= 40 ? frame.string() : "#" + Arrays.hashCode(frame.bytes());
        return (frame.isText() ? "text " : "binary ") + frame.size() + " " + content;
    }
}
