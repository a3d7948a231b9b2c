package dev.realtime.client.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.client.ConnectionState;
import dev.realtime.client.RealtimeClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A client as its defaults make it: real time, its own threads, Tyrus. */
@Tag("real")
class ClientOverTyrusTest {
    private static final String ACK =
            "{'type':'ack','seq':0,'timestamp':'2026-11-20T12:00:00.000Z','connectionId':'c1','heartbeatMs':30000,"
                    + "'positions':{'finance':{'epoch':'e','seq':40,'resumed':'fresh','head':40}}}";
    private static final String EVENT = "{'type':'event','service':'finance','epoch':'e','after':40,'seq':41,"
            + "'timestamp':'2026-11-20T12:00:00.000Z','events':[{'type':'first','data':1}]}";

    @Test
    void itConnectsReceivesAndLeavesNoThreadBehind() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (PlayedSocket server = new PlayedSocket()) {
            RealtimeClient client = RealtimeClient.builder(URI.create("ws://localhost:" + server.port()))
                    .token(() -> "secret")
                    .on("finance", Integer.class, (number, event) -> events.add(event.type() + number))
                    .build();
            client.start();
            server.accept();
            server.upgrade();
            assertTrue(server.request().startsWith("GET / HTTP/1.1"), server.request());
            assertTrue(server.readFrame().contains("\"services\":[\"finance\"]"));
            server.writeFrame(1, bytes(ACK));
            server.writeFrame(2, bytes(EVENT));
            assertEquals("first1", events.poll(20, TimeUnit.SECONDS));
            List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("realtime-client-timer"))
                    .toList();
            assertFalse(threads.isEmpty());
            client.close();
            assertTrue(server.readFrame().startsWith("8 1000"));
            for (Thread thread : threads) {
                thread.join(20_000);
                assertFalse(thread.isAlive());
            }
            assertInstanceOf(ConnectionState.Closed.class, client.state());
        }
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
