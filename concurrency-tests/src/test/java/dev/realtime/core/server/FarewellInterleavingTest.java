package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Pipe;
import dev.realtime.core.transport.CloseReason;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Two who close one connection for different reasons. */
class FarewellInterleavingTest {
    private static final CloseReason STALLED = CloseReason.of(CloseReason.STALLED, "stalled");
    private static final CloseReason REPLACED = CloseReason.of(CloseReason.REPLACED, "replaced");

    @Test
    @Mutant(
            value = "the reason of an end changes",
            of = Farewell.class,
            right = "SAID.compareAndSet(this, null, reason); transport",
            wrong = "if (said == null) { said = reason; } transport")
    void what_was_said_first_is_what_was_said_whoever_asks() {
        explore(() -> {
            Farewell farewell = new Farewell(null, new Pipe(true), null);
            AtomicReference<CloseReason> one = new AtomicReference<>();
            AtomicReference<CloseReason> two = new AtomicReference<>();

            together(
                    () -> {
                        farewell.close(STALLED);
                        one.set(farewell.said());
                    },
                    () -> {
                        farewell.close(REPLACED);
                        two.set(farewell.said());
                    });

            assertEquals(one.get(), two.get(), "the reason changed");
        });
    }
}
