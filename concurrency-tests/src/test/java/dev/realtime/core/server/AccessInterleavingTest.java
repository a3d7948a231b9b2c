package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.exploreSome;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Pipe;
import dev.realtime.concurrency.Tasks;
import org.junit.jupiter.api.Test;

/** Strangers who connect at once (architecture, section 9). */
class AccessInterleavingTest {
    @Test
    @Mutant(
            value = "strangers are counted in two steps",
            of = Connection.class,
            right = "node.access().unauthenticated().incrementAndGet();",
            wrong = "node.access().unauthenticated().set(node.access().unauthenticated().get() + 1);")
    void each_who_is_not_authenticated_counts() {
        exploreSome(() -> {
            Node node = Room.node(Room.pool(1), new Tasks());
            Runnable stranger = () -> new Connection(node, new Pipe(true), null, Room.EVENTS);

            together(stranger, stranger);

            assertEquals(2, node.access().unauthenticated().get(), "more of them may come than the server allows");
        });
    }
}
