package dev.realtime.micrometer;

import static dev.realtime.concurrency.Interleavings.exploreSome;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.server.RealtimeServer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two who scrape at once. */
@Tag("stress")
class SharedSnapshotInterleavingTest {
    @Test
    @Mutant(
            value = "a snapshot is told though another one is kept",
            of = SharedSnapshot.class,
            right = "if (last.compareAndSet(known, taken)) {",
            wrong = "last.set(taken); if (taken != known) {")
    void of_two_snapshots_that_are_taken_at_once_one_is_kept_and_told() {
        RealtimeServer server = RealtimeServer.builder()
                .authenticator(token -> Optional.empty())
                .authorizer((identity, service) -> false)
                .scheduler(new Tasks())
                .build();
        exploreSome(() -> {
            AtomicInteger told = new AtomicInteger();
            SharedSnapshot shared = new SharedSnapshot(server, metrics -> told.incrementAndGet());

            together(shared::get, shared::get);

            assertEquals(1, told.get(), "meters of new services are looked for twice at once");
        });
    }
}
