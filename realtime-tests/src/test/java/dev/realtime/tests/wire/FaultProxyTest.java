package dev.realtime.tests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.testkit.wire.FaultProxy;
import dev.realtime.testkit.wire.RawClient;
import dev.realtime.testkit.wire.RawFrame;
import dev.realtime.testkit.wire.Script;
import dev.realtime.testkit.wire.ScriptedServer;
import dev.realtime.testkit.wire.Toxic;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each toxic shows its effect on a socket. */
@Tag("real")
class FaultProxyTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    private ScriptedServer server;
    private FaultProxy proxy;
    private URI uri;

    @BeforeEach
    void start() {
        server = new ScriptedServer();
        proxy = new FaultProxy(server.uri().getPort(), new Random(1));
        uri = proxy.through(server.uri());
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.close();
    }

    private RawClient connected(Script script) {
        server.enqueue(script);
        return RawClient.connect(uri);
    }

    private static long millisSince(long nanoTime) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
    }

    @Test
    void without_toxics_everything_passes_as_it_is() {
        String large = "x".repeat(1_000_000);
        try (RawClient client = connected(Script.accept().reply("go", large).await("done"))) {
            client.send("go");
            assertEquals(large, client.takeFrame().text());
            client.send(large);
            client.send("done");
            server.takeMessage("go");
            assertEquals(large, server.takeFrame().text());
        }
    }

    @Test
    void latency_delays_each_way_by_its_own_amount() {
        try (RawClient client = connected(Script.accept().reply("one", "two").reply("three", "four"))) {
            proxy.upstream(new Toxic.Latency(SHORT, Duration.ZERO));
            proxy.downstream(new Toxic.Latency(SHORT, Duration.ofMillis(20)));
            long begin = System.nanoTime();
            client.send("one");
            client.expectMessage("two");
            long millis = millisSince(begin);
            assertTrue(millis >= 180, () -> millis + " ms");
            proxy.heal();
            client.send("three");
            client.expectMessage("four");
        }
    }

    @Test
    void bandwidth_lets_so_many_bytes_a_second_through() {
        try (RawClient client = connected(Script.accept().reply("go", "x".repeat(10_000)))) {
            proxy.downstream(new Toxic.Bandwidth(40_000));
            long begin = System.nanoTime();
            client.send("go");
            client.takeFrame();
            long millis = millisSince(begin);
            assertTrue(millis >= 240, () -> millis + " ms");
        }
    }

    @Test
    void slices_arrive_one_after_the_other_and_whole() {
        String text = "0123456789".repeat(10);
        try (RawClient client = connected(Script.accept().reply("go", text))) {
            proxy.downstream(new Toxic.Slicer(10, 2, Duration.ofMillis(10)));
            long begin = System.nanoTime();
            client.send("go");
            assertEquals(text, client.takeFrame().text());
            long millis = millisSince(begin);
            assertTrue(millis >= 70, () -> millis + " ms"); // 102 bytes in slices of 12 at most
        }
    }

    @Test
    void a_slow_close_is_heard_later() {
        proxy.downstream(new Toxic.SlowClose(SHORT));
        try (RawClient client = connected(Script.accept().await("go").close(1000, ""))) {
            client.send("go");
            client.expectClosed(1000);
            client.send(RawFrame.close(1000, ""));
            long begin = System.nanoTime();
            client.expectClosed(1006); // the end of TCP
            long millis = millisSince(begin);
            assertTrue(millis >= 80, () -> millis + " ms");
        }
    }

    @Test
    void a_timeout_swallows_everything_and_then_closes() {
        try (RawClient client = connected(Script.accept().reply("go", "lost"))) {
            proxy.downstream(new Toxic.Timeout(SHORT));
            long begin = System.nanoTime();
            client.send("go");
            assertEquals("go", server.takeFrame().text()); // the other way is open
            client.expectClosed(1006);
            assertTrue(millisSince(begin) >= 80);
            assertFalse(client.log().toString().contains("lost"));
        }
    }

    @Test
    void a_blackhole_swallows_one_way_and_the_end_too() {
        try (RawClient client = connected(Script.accept().reply("one", "lost").reset())) {
            proxy.downstream(Toxic.blackhole());
            client.send("one");
            assertEquals("one", server.takeFrame().text());
            client.expectNothing(SHORT); // neither the message nor the reset
            proxy.heal();
            client.send("two");
            client.expectNothing(SHORT); // it stays dead
        }
        try (RawClient client = connected(Script.accept().reply("one", "two"))) {
            client.send("one"); // a new connection works
            client.expectMessage("two");
        }
    }

    @Test
    void a_blackhole_upstream_hides_a_client_that_vanishes() {
        try (RawClient client = connected(Script.accept().send("hello"))) {
            client.expectMessage("hello");
            proxy.upstream(Toxic.blackhole());
            client.send("lost");
            client.reset();
            assertThrows(AssertionError.class, () -> server.takeFrame(SHORT));
            assertFalse(
                    server.log().toString().contains("reads no more"),
                    () -> server.log().toString());
        }
    }

    @Test
    void a_peer_is_reset_after_a_while() {
        try (RawClient client = connected(Script.accept())) {
            proxy.downstream(new Toxic.ResetPeer(SHORT));
            client.expectClosed(1006);
            assertTrue(
                    client.log().toString().contains("reset"),
                    () -> client.log().toString());
        }
    }

    @Test
    void after_so_many_bytes_the_connection_is_closed() {
        try (RawClient client =
                connected(Script.accept().await("go").send("12345678").send("12345678"))) {
            proxy.downstream(new Toxic.LimitData(15)); // a frame of 10, and half of another one
            client.send("go");
            assertEquals("12345678", client.takeFrame().text());
            client.expectClosed(1006);
        }
    }

    @Test
    void the_next_connections_may_be_refused() {
        proxy.refuse(2);
        server.enqueue(Script.accept());
        assertThrows(UncheckedIOException.class, () -> RawClient.connect(uri));
        assertThrows(UncheckedIOException.class, () -> RawClient.connect(uri));
        RawClient.connect(uri).close();
    }

    @Test
    void a_proxy_that_is_down_resets_and_refuses_until_it_is_up() {
        try (RawClient client = connected(Script.accept())) {
            proxy.down();
            client.expectClosed(1006);
            UncheckedIOException refused = assertThrows(UncheckedIOException.class, () -> new RawClient(uri));
            assertInstanceOf(ConnectException.class, refused.getCause());
        }
        proxy.up();
        connected(Script.accept()).close();
    }

    @Test
    void a_server_that_is_not_there_resets() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        try (FaultProxy toNobody = new FaultProxy(nobody, new Random(1))) {
            assertThrows(UncheckedIOException.class, () -> RawClient.connect(toNobody.through(server.uri())));
        }
    }

    @Test
    void one_of_the_connections_is_reset_and_the_others_go_on() {
        try (RawClient one = connected(Script.accept().reply("go", "on"));
                RawClient two = connected(Script.accept())) {
            assertTrue(proxy.resetOne());
            // the seed chooses
            two.expectClosed(1006);
            one.send("go");
            one.expectMessage("on");
            proxy.resetAll();
            one.expectClosed(1006);
            assertFalse(proxy.resetOne());
        }
    }

    @Test
    void two_toxics_of_a_kind_are_a_mistake() {
        Toxic one = new Toxic.Bandwidth(1);
        assertThrows(IllegalArgumentException.class, () -> proxy.both(one, new Toxic.Bandwidth(2)));
        assertThrows(IllegalArgumentException.class, () -> new Toxic.LimitData(0));
        assertThrows(IllegalArgumentException.class, () -> new Toxic.Latency(SHORT, SHORT.plusNanos(1)));
    }

    @Test
    void it_leaves_no_thread_and_no_connection_behind() throws Exception {
        try (RawClient client = connected(Script.accept())) {
            proxy.close();
            client.expectClosed(1006);
            assertThrows(IllegalStateException.class, () -> proxy.resetAll());
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("fault-proxy-" + proxy.port())) {
                thread.join(); // it is about to end
            }
        }
    }
}
