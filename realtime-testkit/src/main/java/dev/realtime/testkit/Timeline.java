package dev.realtime.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.transport.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/** What happened in a world, and when; the newest lines of it. One thread. */
final class Timeline {
    private static final int LINES = 500;
    private static final int LINE_LENGTH = 160;
    private static final int MAX_MESSAGE = 4 * 1024 * 1024;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final ManualScheduler time;
    private final ArrayDeque<String> lines = new ArrayDeque<>();

    Timeline(ManualScheduler time) {
        this.time = time;
    }

    void add(String line) {
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        lines.add(at(time.nanoTime()) + " " + line);
    }

    /** A frame has arrived. */
    void frame(String client, Way way, Frame frame) {
        String arrow = way == Way.TO_SERVER ? client + " -> server " : "server -> " + client + " ";
        String text = text(frame);
        add(arrow + (text.length() > LINE_LENGTH ? text.substring(0, LINE_LENGTH) + "..." : text));
    }

    private static String text(Frame frame) {
        try {
            JsonNode json = MAPPER.readTree(FrameCodec.decode(frame, MAX_MESSAGE));
            return json.path("type").asText("handshake") + " " + json;
        } catch (ProtocolException | IOException e) {
            return frame + ", which is no message: " + e.getMessage();
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** A time since the world began, such as {@code +12.345s}. */
    static String at(long nanos) {
        Duration since = Duration.ofNanos(nanos);
        return "+%d.%03ds".formatted(since.toSeconds(), since.toMillisPart());
    }
}
