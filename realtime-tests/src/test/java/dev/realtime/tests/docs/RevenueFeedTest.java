package dev.realtime.tests.docs;

import dev.realtime.client.RealtimeClient;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.Link;
import dev.realtime.testkit.ManualScheduler;
import dev.realtime.testkit.Probe;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

// #region test
class RevenueFeedTest {
    private final Channel finance = Channel.of("org-456", "finance");
    private final ManualScheduler time = ManualScheduler.inOrder();
    private final InMemoryNetwork network = new InMemoryNetwork(time, new Random(1));
    private final RealtimeServer server = RealtimeServer.builder()
            .authenticator(token -> Optional.of(Identity.of("org-456", token)))
            .authorizer((identity, service) -> true)
            .scheduler(time)
            .build();

    @Test
    void a_client_that_was_cut_off_gets_what_it_missed() {
        network.serve(server);
        Link link = network.link();
        Probe probe = new Probe();
        RealtimeClient maria = probe.attach(RealtimeClient.builder(InMemoryNetwork.ADDRESS), "finance")
                .connector(link)
                .scheduler(time)
                .token(() -> "maria")
                .build();
        maria.start();
        time.advance(Duration.ofSeconds(1));

        server.publish(finance, Event.of("revenue_created", "first"));
        time.advance(Duration.ZERO);
        link.halfOpen(); // neither end notices
        server.publish(finance, Event.of("revenue_created", "missed"));
        time.advance(Duration.ofSeconds(50));
        link.heal();
        time.advance(Duration.ofSeconds(30)); // two silent heartbeats, then the client comes again

        probe.expectExactly("finance", "first", "missed"); // in order, once, and no gap
    }
}
// #endregion
