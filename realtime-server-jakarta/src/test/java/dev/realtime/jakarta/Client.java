package dev.realtime.jakarta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.realtime.core.protocol.FrameCodec;
import dev.realtime.core.protocol.ProtocolException;
import dev.realtime.core.transport.Frame;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The JDK's WebSocket, which answers pings and closes as it should. */
final class Client implements WebSocket.Listener, AutoCloseable {
    static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private byte[] bytes = new byte[0];
    private WebSocket socket;

    static Client connect(URI uri, String token) throws Exception {
        return new Client().open(HTTP.newWebSocketBuilder().header("Authorization", "Bearer " + token), uri);
    }

    Client open(WebSocket.Builder builder, URI uri) throws Exception {
        socket = builder.buildAsync(uri, this).get(10, TimeUnit.SECONDS);
        return this;
    }

    WebSocket socket() {
        return socket;
    }

    void send(String message) throws Exception {
        socket.sendText(message, true).get(10, TimeUnit.SECONDS);
    }

    Frame frame() throws InterruptedException {
        Frame frame = frames.poll(10, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("no message; closed: " + closed);
        }
        return frame;
    }

    JsonNode message() throws Exception {
        return read(frame());
    }

    static JsonNode read(Frame frame) throws IOException, ProtocolException {
        return JSON.readTree(FrameCodec.decode(frame, 2 << 20));
    }

    int closeCode() throws Exception {
        return closed.get(10, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            frames.add(Frame.text(text.toString()));
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] whole = ByteBuffer.allocate(bytes.length + data.remaining())
                .put(bytes)
                .put(data)
                .array();
        bytes = last ? new byte[0] : whole;
        if (last) {
            frames.add(Frame.binary(whole));
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
