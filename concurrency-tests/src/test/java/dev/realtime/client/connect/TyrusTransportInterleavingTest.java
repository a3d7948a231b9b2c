package dev.realtime.client.connect;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.PlayedSession;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.transport.Frame;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tyrus says twice what became of a frame. */
class TyrusTransportInterleavingTest {
    @Test
    @Mutant(
            value = "a client's frame completes twice",
            of = TyrusTransport.class,
            right = "if (completed.compareAndSet(false, true)) {",
            wrong = "if (!completed.get()) { completed.set(true);")
    void a_frame_completes_once_however_often_tyrus_says_so() {
        explore(() -> {
            PlayedSession played = new PlayedSession();
            TyrusTransport transport = new TyrusTransport(played.session(), new Tasks(), reason -> {});
            AtomicInteger completed = new AtomicInteger();
            transport.send(Frame.text("f"), failure -> completed.incrementAndGet());

            together(played::complete, played::complete);

            assertEquals(1, completed.get());
        });
    }
}
