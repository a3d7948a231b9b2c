package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.exploreSome;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.concurrency.Mutant;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An application that closes its server twice. */
class RealtimeServerInterleavingTest {
    @Test
    @Mutant(
            value = "a server closes twice",
            of = RealtimeServer.class,
            right = "synchronized (this) { if (closed) {",
            wrong = "{ if (closed) {")
    void what_a_server_made_itself_is_closed_once() {
        exploreSome(() -> {
            Room room = new Room();
            Node node = new Node(
                    null, null, Duration.ofSeconds(25), Room.pool(1), room.feeds, Room.COUNTERS, room.tasks, null);
            AtomicInteger closed = new AtomicInteger();
            RealtimeServer server = new RealtimeServer(
                    node,
                    new RealtimeServer.Publishing(room.broker, null),
                    Room.EVENTS,
                    identity -> false,
                    new RealtimeServer.Owned(closed::incrementAndGet, () -> {}));

            together(server::close, server::close);

            assertEquals(1, closed.get());
        });
    }
}
