package dev.realtime.tests.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.server.Admission;
import dev.realtime.core.server.Limits;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.core.server.UpgradeRequest;
import dev.realtime.core.transport.CloseReason;
import dev.realtime.core.transport.Frame;
import dev.realtime.core.transport.Transport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several threads tell a large audience, and still each publication is encoded once. */
@Tag("stress")
class SharingStressTest {
    private static final int CONNECTIONS = 3_000; // for three threads
    private static final int PUBLICATIONS = 700;

    private volatile CountDownLatch expected = new CountDownLatch(CONNECTIONS); // messages

    @Test
    void a_publication_to_thousands_of_clients_is_encoded_once_however_many_threads_send_it() throws Exception {
        try (RealtimeServer server = RealtimeServer.builder()
                .authenticator(token -> Optional.of(Identity.of("acme", token)))
                .authorizer((identity, service) -> true)
                .limits(Limits.DEFAULT.connectionsPerOrg(CONNECTIONS))
                .build()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                UpgradeRequest upgrade = new UpgradeRequest(null, null, "Bearer user" + i, List.of(), null);
                Transport.Listener end = server.open(new Sink(), (Admission.Admitted) server.admit(upgrade));
                end.onFrame(Frame.text("{\"version\":1,\"services\":[\"finance\"],\"encodings\":[\"binary\"]}"));
            }
            expected.await(); // the acks
            for (int i = 0; i < PUBLICATIONS; i++) {
                expected = new CountDownLatch(CONNECTIONS);
                server.publish(Channel.of("acme", "finance"), Event.of("t", i));
                expected.await();
            }
            assertEquals(PUBLICATIONS, server.metrics().delivery().encodings());
        }
    }

    /** Takes everything at once. */
    private final class Sink implements Transport {
        @Override
        public void send(Frame frame, Completion completion) {
            expected.countDown();
            completion.onComplete(null);
        }

        @Override
        public void close(CloseReason reason) {}
    }
}
