package dev.realtime.client.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.schedule.Scheduler;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tyrus against a socket that the test plays, on the loopback. */
@Tag("real")
class TyrusConnectorTest {
    private final Scheduler scheduler = Scheduler.threads("tyrus-connector-test");
    private final Heard heard = new Heard();
    private PlayedSocket server;

    /** Keeps what the listener hears, in order. */
    private static final class Heard implements Connector.Listener {
        private final BlockingQueue<Object> calls = new LinkedBlockingQueue<>();

        @Override
        public void onOpened(Transport transport) {
            calls.add(transport);
        }

        @Override
        public void onRefused(int status, Duration retryAfter) {
            calls.add("refused " + status + " " + retryAfter);
        }

        @Override
        public void onFailed(Throwable cause) {
            calls.add("failed");
        }

        @Override
        public void onFrame(Frame frame) {
            calls.add((frame.isText() ? "text " : "binary ") + frame.string());
        }

        @Override
        public void onClosed(CloseReason reason) {
            calls.add("closed " + reason);
        }

        Object next() throws InterruptedException {
            return calls.poll(20, TimeUnit.SECONDS);
        }
    }

    @BeforeEach
    void listen() throws IOException {
        server = new PlayedSocket();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        scheduler.close();
    }

    private Connector.Attempt connect(String token) {
        URI uri = URI.create("ws://localhost:" + server.port() + "/v2/realtime/stream?x=1");
        return new TyrusConnector(scheduler).connect(new Connector.Upgrade(uri, token), heard);
    }

    private Transport opened() throws Exception {
        connect("secret");
        server.accept();
        server.upgrade();
        return (Transport) heard.next();
    }

    @Test
    void theUpgradeCarriesTheTokenAndNoExtension() throws Exception {
        opened();
        String request = server.request();
        assertTrue(request.startsWith("GET /v2/realtime/stream?x=1 HTTP/1.1"), request);
        assertTrue(request.contains("Authorization: Bearer secret"), request);
        assertFalse(request.toLowerCase(java.util.Locale.ROOT).contains("sec-websocket-extensions"), request);
    }

    @Test
    void framesOfBothKindsPassBothWays() throws Exception {
        Transport transport = opened();
        CompletableFuture<Throwable> sent = new CompletableFuture<>();
        transport.send(Frame.text("hello"), sent::complete);
        assertNull(sent.get(20, TimeUnit.SECONDS));
        assertEquals("1 hello", server.readFrame());
        CompletableFuture<Throwable> again = new CompletableFuture<>();
        transport.send(Frame.binary(new byte[] {'h', 'i'}), again::complete);
        assertNull(again.get(20, TimeUnit.SECONDS));
        assertEquals("2 hi", server.readFrame());
        server.writeFrame(1, "one".getBytes());
        server.writeFrame(2, "two".getBytes());
        assertEquals("text one", heard.next());
        assertEquals("binary two", heard.next());
    }

    @Test
    void aMessageOfAMebibytePasses() throws Exception {
        opened();
        server.writeFrame(2, new byte[1024 * 1024]);
        assertEquals(7 + 1024 * 1024, ((String) heard.next()).length());
    }

    @Test
    void theServersCloseCodeIsHeard() throws Exception {
        opened();
        server.writeFrame(8, new byte[] {(byte) (4403 >> 8), (byte) 4403, 'n', 'o'});
        assertEquals("closed 4403 no", heard.next());
    }

    @Test
    void anAbruptEndIsAnAbnormalClose() throws Exception {
        opened();
        server.cut();
        assertTrue(((String) heard.next()).startsWith("closed 1006"));
    }

    @Test
    void closingSaysWhyAndLetsGo() throws Exception {
        Transport transport = opened();
        transport.close(CloseReason.of(1000, "bye"));
        transport.close(CloseReason.of(1001, "again"));
        assertEquals("8 1000 bye", server.readFrame());
        assertEquals("closed 1000 bye", heard.next());
        assertEquals(-1, server.read());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 426, 500, 200})
    void aRefusalHasItsStatus(int status) throws Exception {
        connect("secret");
        server.accept();
        server.answer(status, "WWW-Authenticate: Basic realm=\"x\"\r\n");
        assertEquals("refused " + status + " null", heard.next());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aRefusalMayNameADelay(int status) throws Exception {
        connect(null);
        server.accept();
        server.answer(status, "Retry-After: 17\r\n");
        assertEquals("refused " + status + " PT17S", heard.next());
        assertFalse(server.request().contains("Authorization"), server.request());
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        connect("secret");
        server.accept();
        server.answer(302, "Location: ws://127.0.0.1:" + server.port() + "/elsewhere\r\n");
        assertEquals("refused 302 null", heard.next());
    }

    @Test
    void nobodyThereIsAFailure() throws Exception {
        server.close();
        connect("secret");
        assertEquals("failed", heard.next());
    }

    @Test
    void aConnectionThatEndsBeforeTheAnswerIsAFailureSoonAfter() throws Exception {
        connect("secret");
        server.accept();
        server.cut(); // Tyrus does not tell
        assertEquals("failed", heard.calls.poll(8, TimeUnit.SECONDS));
    }

    @Test
    void anAnswerWithAWrongProofIsAFailure() throws Exception {
        connect("secret");
        server.accept();
        server.answer(101, "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n");
        assertEquals("failed", heard.next());
    }

    @Test
    void aConnectionThatOpensAfterTheCancelIsClosedUnheard() throws Exception {
        Connector.Attempt attempt = connect("secret");
        server.accept();
        attempt.cancel();
        server.upgrade();
        assertTrue(server.readFrame().startsWith("8 1001"));
        assertNull(heard.calls.peek());
    }

    @Test
    void retryAfterHasTwoForms() {
        Instant now = Instant.parse("2026-11-20T12:00:00Z");
        assertEquals(Duration.ofSeconds(5), UpgradeHeaders.delay("5", now));
        assertEquals(Duration.ofSeconds(90), UpgradeHeaders.delay("Fri, 20 Nov 2026 12:01:30 GMT", now));
        assertEquals(Duration.ZERO, UpgradeHeaders.delay("Fri, 20 Nov 2026 11:00:00 GMT", now));
        assertNull(UpgradeHeaders.delay("soon", now));
    }
}
