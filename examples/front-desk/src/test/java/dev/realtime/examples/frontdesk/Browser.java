package dev.realtime.examples.frontdesk;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a browser can do, as one person. */
final class Browser implements AutoCloseable, WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final FrontDesk desk;
    private final String token;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> closeCodes = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private WebSocket socket;

    Browser(FrontDesk desk, String user) {
        this.desk = desk;
        this.token = desk.staff().byToken().entrySet().stream()
                .filter(entry -> entry.getValue().user().equals(user))
                .map(java.util.Map.Entry::getKey)
                .findFirst()
                .orElse(user);
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + desk.port() + path))
                .header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) throws JsonProcessingException {
        return JSON.readTree(response.body());
    }

    /** Opens the stream and shakes hands; gives the ack. */
    JsonNode watch(String handshake) throws Exception {
        URI uri = URI.create("ws://127.0.0.1:" + desk.port() + "/v2/realtime/stream");
        socket = HTTP.newWebSocketBuilder()
                .subprotocols("realtime.v1", "bearer." + token)
                .buildAsync(uri, this)
                .get(10, TimeUnit.SECONDS);
        socket.sendText(handshake, true);
        return await(message -> message.path("type").asText().equals("ack"));
    }

    /** Waits for a publication of a service; those of others are thrown away. */
    JsonNode publication(String service) throws Exception {
        JsonNode message = await(each -> each.path("service").asText().equals(service));
        return message.has("messages") ? message.path("messages").path(0) : message;
    }

    JsonNode await(Predicate<JsonNode> wanted) throws Exception {
        while (true) {
            JsonNode message = messages.poll(10, TimeUnit.SECONDS);
            assertNotNull(message, "nothing more has come");
            if (wanted.test(message)) {
                return message;
            }
        }
    }

    Integer closeCode() throws InterruptedException {
        return closeCodes.poll(10, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            try {
                messages.add(JSON.readTree(part.toString()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
            part.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closeCodes.add(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closeCodes.add(1006);
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
    }
}
