package dev.realtime.tests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.testkit.wire.FrameLog;
import dev.realtime.testkit.wire.HttpHead;
import dev.realtime.testkit.wire.RawClient;
import dev.realtime.testkit.wire.RawFrame;
import dev.realtime.testkit.wire.Script;
import dev.realtime.testkit.wire.ScriptedServer;
import dev.realtime.testkit.wire.Side;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** The scripted server and the raw client, each tested by the other. */
@Tag("real")
class ScriptedServerTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void upgrades_are_refused_and_accepted_in_the_order_of_the_scripts() {
        try (ScriptedServer server = new ScriptedServer()) {
            server.enqueue(Script.reject(503, "Retry-After: 7"));
            server.enqueue(Script.acceptAfter(SHORT, "X-Late: yes"));
            try (RawClient first = new RawClient(server.uri());
                    RawClient second = new RawClient(server.uri())) {
                HttpHead refusal = first.upgrade("Authorization: Bearer secret");
                assertEquals(503, refusal.status());
                assertEquals("7", refusal.header("retry-after"));
                assertEquals("Bearer secret", server.takeUpgrade().header("Authorization"));
                long begin = System.nanoTime();
                HttpHead answer = second.upgrade();
                assertTrue(System.nanoTime() - begin >= SHORT.toNanos());
                assertEquals(101, answer.status());
                assertEquals("yes", answer.header("X-Late"));
            }
        }
    }

    @Test
    void a_reply_has_the_id_of_its_request() {
        try (ScriptedServer server = new ScriptedServer()) {
            server.enqueue(Script.accept().reply("subscribe", "{\"type\":\"ack\",\"id\":$id}"));
            try (RawClient client = RawClient.connect(server.uri())) {
                client.send("{\"type\":\"pong\",\"id\":1}");
                client.send("{\"type\":\"subscribe\",\"id\":42}");
                client.expectMessage("\"ack\"", "\"id\":42}");
                assertEquals("{\"type\":\"subscribe\",\"id\":42}", server.takeMessage("subscribe"));
            }
        }
    }

    @Test
    void frames_of_all_kinds_and_lengths_arrive_as_they_were_sent() {
        try (ScriptedServer server = new ScriptedServer()) {
            String large = "x".repeat(70_000);
            server.enqueue(Script.accept()
                    .send(large)
                    .send(RawFrame.binary(new byte[126]).rsv(2).unfinished())
                    .sendBytes(new byte[] {(byte) 0x89, 1, 'p'})
                    .await("done"));
            try (RawClient client = RawClient.connect(server.uri())) {
                assertEquals(large, client.takeFrame().text());
                assertEquals("binary (126 bytes, unfinished, rsv 2)", brief(client.takeFrame()));
                assertEquals("ping (1 bytes) 70", client.takeFrame().toString());
                client.send(RawFrame.of(RawFrame.PING, new byte[] {'q'}));
                assertEquals("pong (1 bytes) 71", client.takeFrame().toString());
                client.send(large);
                client.send("done");
                assertEquals(RawFrame.PING, server.takeFrame().opcode());
                assertEquals(large, server.takeFrame().text());
            }
        }
    }

    private static String brief(RawFrame frame) {
        return frame.toString().substring(0, frame.toString().indexOf(')') + 1);
    }

    @Test
    void a_close_is_said_and_answered_both_ways() {
        try (ScriptedServer server = new ScriptedServer()) {
            server.enqueue(Script.accept().close(4503, "drain"));
            server.enqueue(Script.accept());
            try (RawClient client = RawClient.connect(server.uri())) {
                client.expectClosed(4503);
                client.send(RawFrame.close(4503, ""));
                assertEquals(4503, server.takeClose());
            }
            try (RawClient client = RawClient.connect(server.uri())) {
                client.send(RawFrame.close(1000, "bye"));
                assertEquals("close (5 bytes) 1000 bye", client.takeFrame().toString());
                client.expectClosed(1006); // nothing follows but the end
            }
        }
    }

    @Test
    void a_server_may_never_close_or_reset_or_be_silent() {
        try (ScriptedServer server = new ScriptedServer()) {
            server.enqueue(Script.accept().neverCloses());
            server.enqueue(Script.accept().reset());
            server.enqueue(Script.silent());
            try (RawClient client = RawClient.connect(server.uri())) {
                client.send(RawFrame.close(1000, ""));
                client.expectNothing(SHORT);
            }
            try (RawClient client = RawClient.connect(server.uri())) {
                client.expectClosed(1006);
                assertTrue(
                        client.log().toString().contains("reset"),
                        () -> client.log().toString());
            }
            try (RawClient client = new RawClient(server.uri())) {
                client.expectNothing(SHORT);
            }
        }
    }

    @Test
    void a_client_that_stops_reading_and_goes_on_misses_nothing() {
        try (ScriptedServer server = new ScriptedServer()) {
            server.enqueue(Script.accept().await("go").send("one"));
            try (RawClient client = RawClient.connect(server.uri())) {
                client.readAtMost(0);
                client.send("go");
                client.expectNothing(SHORT);
                client.readAtMost(Long.MAX_VALUE);
                assertEquals("one", client.takeFrame().text());
            }
        }
    }

    @Test
    void a_client_that_sends_no_more_still_receives() {
        try (ScriptedServer server = new ScriptedServer()) {
            server.enqueue(Script.accept().pause(SHORT).send("late"));
            try (RawClient client = RawClient.connect(server.uri())) {
                client.halfClose();
                assertEquals("late", client.takeFrame().text());
            }
        }
    }

    @Test
    void a_failure_tells_the_story() {
        FrameLog log = new FrameLog();
        try (ScriptedServer server = new ScriptedServer(log)) {
            server.enqueue(Script.accept().send("hello"));
            try (RawClient client = RawClient.connect(server.uri())) {
                assertEquals("hello", client.takeFrame().text());
                AssertionFailedError failure =
                        assertThrows(AssertionFailedError.class, () -> server.takeFrame(Duration.ofMillis(1)));
                assertTrue(failure.getMessage().startsWith("no frame came within PT0.001S"), failure::getMessage);
                assertTrue(failure.getMessage().contains("< text (5 bytes) hello"), failure::getMessage);
            }
            assertEquals(1, log.frames(Side.SERVER).size());
        }
    }

    @Test
    void a_close_with_another_code_is_a_failure() {
        try (ScriptedServer server = new ScriptedServer()) {
            server.enqueue(Script.accept().close(1011, "fault"));
            try (RawClient client = RawClient.connect(server.uri())) {
                AssertionFailedError failure =
                        assertThrows(AssertionFailedError.class, () -> client.expectClosed(1000, 1001));
                assertEquals(1011, failure.getActual().getValue());
                client.send(RawFrame.close(1011, ""));
            }
        }
    }

    @Test
    void a_script_that_nobody_needed_is_a_failure() {
        ScriptedServer server = new ScriptedServer();
        server.enqueue(Script.accept());
        AssertionFailedError failure = assertThrows(AssertionFailedError.class, server::close);
        assertTrue(failure.getMessage().startsWith("1 scripts were not played"), failure::getMessage);
    }

    @Test
    void a_script_that_was_not_played_to_its_end_is_a_failure() {
        ScriptedServer server = new ScriptedServer();
        server.enqueue(Script.accept().await("subscribe"));
        RawClient.connect(server.uri()).close();
        AssertionFailedError failure = assertThrows(AssertionFailedError.class, server::close);
        assertTrue(
                failure.getMessage()
                        .startsWith("connection #1: step 2 of 2, await subscribe: the connection ended before"),
                failure::getMessage);
    }

    @Test
    void both_leave_no_thread_behind() throws Exception {
        ScriptedServer server = new ScriptedServer();
        server.enqueue(Script.accept().stall());
        RawClient client = RawClient.connect(server.uri());
        client.readAtMost(0);
        client.close();
        server.close();
        String name = "scripted-server-" + server.uri().getPort();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(name)) {
                thread.join(); // it is about to end
            }
        }
    }
}
