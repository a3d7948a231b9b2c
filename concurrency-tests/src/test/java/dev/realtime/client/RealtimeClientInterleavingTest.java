package dev.realtime.client;

import static dev.realtime.concurrency.Interleavings.exploreSome;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An application that starts its client twice. */
@Tag("stress")
class RealtimeClientInterleavingTest {
    @Test
    @Mutant(
            value = "a client starts twice",
            of = RealtimeClient.class,
            right = "if (!started.compareAndSet(false, true)) {",
            wrong = "boolean before = started.get(); started.set(true); if (before) {")
    void one_of_two_who_start_a_client_is_told_that_it_was_started() {
        RealtimeClientBuilder builder = RealtimeClient.builder(URI.create("ws://localhost/"))
                .on("finance", event -> {})
                .connector((upgrade, listener) -> () -> {})
                .random(() -> 0);
        exploreSome(() -> {
            RealtimeClient client = builder.scheduler(new Tasks()).build();
            AtomicInteger refused = new AtomicInteger();
            Runnable start = () -> {
                try {
                    client.start();
                } catch (IllegalStateException e) {
                    refused.incrementAndGet();
                }
            };

            together(start, start);

            assertEquals(1, refused.get(), "it connects twice, or never");
        });
    }
}
