package dev.realtime.tests.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.ChannelOptions;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.Snapshot;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A snapshot provider that blocks for ever takes a few threads: handshakes, delivery and the gaps themselves go on (F1.17). */
@Tag("stress")
class BlockedProviderStressTest {
    private static final int CHANNELS = 100; // more than the server has threads
    private static final String LOST = ",\"positions\":{\"%s\":{\"epoch\":\"old\",\"seq\":9}}";

    private final CountDownLatch forEver = new CountDownLatch(1);
    private final AtomicInteger blocked = new AtomicInteger();

    private CompletionStage<Snapshot> block() {
        blocked.incrementAndGet();
        try {
            forEver.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("no database");
    }

    /** What a client hears. */
    private static final class Heard implements Transport {
        private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();

        static Heard of(RealtimeServer server, String user, String service, String more) {
            Heard heard = new Heard();
            server.open(heard, new Admission.Admitted(Identity.of("acme", user), null))
                    .onFrame(Frame.text("{\"version\":1,\"services\":[\"" + service + "\"]" + more + "}"));
            return heard;
        }

        @Override
        public void send(Frame frame, Completion completion) {
            texts.add(frame.string());
            completion.onComplete(null);
        }

        @Override
        public void close(CloseReason reason) {}

        void await(String part) throws InterruptedException {
            String text;
            do {
                text = texts.poll(30, TimeUnit.SECONDS);
                assertTrue(text != null, "nothing with " + part);
            } while (!text.contains(part));
        }
    }

    @Test
    void a_provider_that_blocks_stops_nobody_else() throws Exception {
        try (RealtimeServer server = RealtimeServer.builder()
                .authenticator(token -> Optional.of(Identity.of("acme", token)))
                .authorizer((identity, service) -> true)
                .channels(channel -> channel.service().startsWith("stuck")
                        ? ChannelOptions.DEFAULT.snapshots((name, head) -> block())
                        : ChannelOptions.DEFAULT)
                .build()) {
            List<Heard> lost = new ArrayList<>();
            for (int i = 0; i < CHANNELS; i++) {
                String service = "stuck" + i;
                lost.add(Heard.of(server, "user" + i, service, LOST.formatted(service)));
            }
            StressServer.eventually(Duration.ofSeconds(30), "some are stuck", () -> blocked.get() >= 4);
            Heard other = Heard.of(server, "other", "finance", "");
            other.await("\"type\":\"ack\"");
            server.publish(Channel.of("acme", "finance"), Event.of("t", "goes on"));
            other.await("goes on");
            for (Heard client : lost) {
                client.await("\"type\":\"gap\""); // alone, after 5 s
            }
            int held = blocked.get();
            System.out.println(CHANNELS + " channels whose provider blocks: " + held + " threads held");
            assertEquals(4, held);
            forEver.countDown();
        }
    }
}
