package dev.realtime.jakarta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that send too much, read nothing or vanish: each costs its own connection, and for seconds only. */
@Tag("real")
@ParameterizedClass
@EnumSource(Container.Kind.class)
class HostileClientTest {
    private static final String PONGS = "{\"services\":[\"finance\"],\"version\":1,\"pong\":true}";

    private static TestServer realtime;
    private static Container container;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true); // a blocked write cannot be interrupted
        return thread;
    });
    private String org;

    HostileClientTest(Container.Kind kind) {}

    @BeforeParameterizedClassInvocation
    static void start(Container.Kind kind) throws Exception {
        realtime = new TestServer(options -> options.heartbeat(Duration.ofMillis(200)));
        container = kind.start(context -> RealtimeEndpoint.install(context, realtime.server));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        container.stop();
        realtime.close();
    }

    @BeforeEach
    void setUp(TestInfo test) {
        org = Integer.toHexString(test.getDisplayName().hashCode());
    }

    private RawClient connected(String handshake) throws IOException {
        RawClient client = RawClient.connect(container.port(), org + ".mallory");
        client.send(handshake);
        client.readUntil("\"ack\"");
        return client;
    }

    private void assertAllGone(String who) throws InterruptedException {
        long millis = Wait.until(
                "nothing is left of " + who,
                8,
                () -> container.tcpConnections() == 0 && container.sessions() == 0 && realtime.connectionsOf(org) == 0);
        System.out.println(container.getClass().getSimpleName() + ": " + who + " was gone after " + millis + " ms");
    }

    // ---- too much

    @Test
    void a_frame_that_announces_too_much_is_cut_off_at_the_limit() throws Exception {
        for (int operation : new int[] {RawClient.TEXT, RawClient.BINARY}) {
            try (RawClient client = connected(TestServer.HANDSHAKE)) {
                client.head(operation, true, 100_000_000);
                byte[] spaces = " ".repeat(4_096).getBytes("UTF-8");
                for (int sent = 0; sent <= 3 * MessageParts.MAX_BYTES; sent += spaces.length) {
                    client.append(spaces);
                }
                assertEquals(4413, client.readCloseCode());
            }
            assertEquals(4413, realtime.endOf(org));
        }
    }

    @Test
    void a_whole_message_above_the_limit_is_answered_and_closed() throws Exception {
        try (RawClient client = connected(TestServer.HANDSHAKE)) {
            client.send(" ".repeat(64 * 1024 + 1));
            client.readUntil("\"TOO_LARGE\"");
            assertEquals(4413, client.readCloseCode());
        }
    }

    // ---- too little

    @Test
    void a_peer_that_never_reads_is_gone_soon_after_it_is_closed_as_stalled() throws Exception {
        RawClient client = connected(PONGS);
        stall();
        assertEquals(4480, realtime.endOf(org));
        assertAllGone("a stalled peer");
        client.close();
    }

    private void stall() throws Exception {
        String large = "x".repeat(250_000);
        for (int i = 0; i < 40; i++) {
            realtime.publish(org, large);
        }
    }

    @Test
    void peers_that_do_not_let_go_after_a_close_are_let_go() throws Exception {
        RawClient silent = connected(PONGS); // closed as stalled, with nothing in flight; never answers
        RawClient stalled = connected(TestServer.HANDSHAKE); // says goodbye, but does not read
        stall();
        stalled.send(RawClient.CLOSE, true, new byte[] {0x03, (byte) 0xe8});
        RawClient busy = connected(TestServer.HANDSHAKE); // goes on with a message that is too large
        byte[] fragment = "x".repeat(1_000).getBytes("UTF-8");
        busy.send(RawClient.TEXT, false, fragment);
        Future<?> sender = threads.submit(() -> {
            while (true) {
                busy.send(RawClient.CONTINUATION, false, fragment);
            }
        });
        assertThrows(ExecutionException.class, () -> sender.get(15, TimeUnit.SECONDS));
        assertEquals(
                Set.of(4480, 4413), // and 1000, or 1011 where the stalled frame fails first
                Stream.of(realtime.endOf(org), realtime.endOf(org), realtime.endOf(org))
                        .filter(code -> code > 4000)
                        .collect(Collectors.toSet()));
        assertAllGone("the last of those who do not let go");
        silent.close();
        stalled.close();
        busy.close();
    }

    @Test
    void a_peer_that_vanishes_leaves_nothing_behind() throws Exception {
        RawClient client = connected(TestServer.HANDSHAKE);
        assertEquals(1, realtime.connectionsOf(org));
        client.reset();
        realtime.endOf(org); // 1006, or 1011 where a frame on its way fails first
        assertAllGone("a peer that vanished");
    }

    @Test
    void a_peer_that_vanishes_in_the_middle_of_a_large_frame_leaves_nothing_behind() throws Exception {
        RawClient client = connected(TestServer.HANDSHAKE);
        stall();
        client.reset();
        realtime.endOf(org);
        assertAllGone("a stalled peer that vanished");
    }
}
