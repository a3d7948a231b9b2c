package dev.realtime.tests.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.client.connect.Connector;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import dev.realtime.testkit.Link;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client that says what a test has it say and writes down what it hears, as text. */
final class RawClient implements Connector.Listener {
    final Link link;
    private final Stage stage;
    private final List<Frame> frames = new ArrayList<>();
    private Transport transport;
    private CloseReason closed;
    private Integer refused;

    RawClient(Stage stage, Link link) {
        this.stage = stage;
        this.link = link;
    }

    /** Sends JSON, with single quotes for double ones, and has the server act on it. */
    void send(String json) {
        sendLater(json);
        stage.settle();
    }

    /** Sends JSON; the server has not acted on it yet. */
    void sendLater(String json) {
        send(Frame.text(Stage.json(json)));
    }

    void send(Frame frame) {
        transport.send(frame, failure -> {});
    }

    void close(int code) {
        transport.close(CloseReason.of(code, "bye"));
        stage.settle();
    }

    /** What has come since the last look, as JSON texts; the id of the connection is C, epochs are E0, E1, ... */
    List<String> take() {
        stage.settle();
        List<String> texts = frames.stream().map(RawClient::text).toList();
        frames.clear();
        return texts;
    }

    /** The only message that has come since the last look. */
    String takeOne() {
        List<String> texts = take();
        assertEquals(1, texts.size(), texts::toString);
        return texts.get(0);
    }

    List<Frame> takeFrames() {
        stage.settle();
        List<Frame> taken = List.copyOf(frames);
        frames.clear();
        return taken;
    }

    /** The close code that came, or 0 while the connection lives. */
    int closeCode() {
        stage.settle();
        return closed == null ? 0 : closed.code();
    }

    /** The status of the refused upgrade, or 0. */
    int refusal() {
        return refused == null ? 0 : refused;
    }

    static String text(Frame frame) {
        try {
            return shortened(new String(FrameCodec.decode(frame, 1 << 22), StandardCharsets.UTF_8)
                    .replaceAll("\"connectionId\":\"[0-9a-f]{32}\"", "\"connectionId\":\"C\""));
        } catch (ProtocolException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Epochs as E0, E1, ... */
    static String shortened(String text) {
        return text.replaceAll("\\b(\\d)\\1{11}\\b", "E$1");
    }

    @Override
    public void onOpened(Transport opened) {
        transport = opened;
    }

    @Override
    public void onRefused(int status, Duration retryAfter) {
        refused = status;
    }

    @Override
    public void onFailed(Throwable cause) {
        throw new IllegalStateException(cause);
    }

    @Override
    public void onFrame(Frame frame) {
        frames.add(frame);
    }

    @Override
    public void onClosed(CloseReason reason) {
        closed = reason;
    }
}
