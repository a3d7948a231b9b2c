package dev.realtime.jakarta;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.PlayedSession;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A container that says twice what became of a frame, and two who close one connection. */
class JakartaTransportInterleavingTest {
    private static final CloseReason STALLED = CloseReason.of(CloseReason.STALLED, "stalled");
    private static final CloseReason REPLACED = CloseReason.of(CloseReason.REPLACED, "replaced");

    @Test
    @Mutant(
            value = "a container's frame completes twice",
            of = JakartaTransport.class,
            right = "Completion waiting = completion.getAndSet(null);",
            wrong = "Completion waiting = completion.get(); completion.set(null);")
    void a_frame_completes_once_however_often_the_container_says_so() {
        explore(() -> {
            PlayedSession played = new PlayedSession();
            JakartaTransport transport = new JakartaTransport(played.session(), new Tasks());
            AtomicInteger completed = new AtomicInteger();
            transport.send(Frame.text("f"), failure -> completed.incrementAndGet());

            together(played::complete, played::complete);

            assertEquals(1, completed.get());
        });
    }

    @Test
    @Mutant(
            value = "a session is closed twice",
            of = JakartaTransport.class,
            right = "if (CLOSED.compareAndSet(this, 0, 1)) {",
            wrong = "if (closed == 0) { closed = 1;")
    void a_session_is_closed_once_whoever_closes_it() {
        explore(() -> {
            PlayedSession played = new PlayedSession();
            Tasks tasks = new Tasks();
            JakartaTransport transport = new JakartaTransport(played.session(), tasks);

            together(() -> transport.close(STALLED), () -> transport.close(REPLACED));
            tasks.runAll();

            assertEquals(1, played.closed());
        });
    }
}
