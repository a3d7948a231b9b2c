package dev.realtime.tests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.client.RealtimeClient;
import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.Link;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DashboardTest {
    // #region dashboard
    /** The code under test: yours. */
    static final class Dashboard {
        final List<String> shown = new ArrayList<>();
        int reloads;

        RealtimeClientBuilder attach(RealtimeClientBuilder builder) {
            return builder.on("finance", String.class, (text, event) -> shown.add(text))
                    .onGap(gap -> reloads++);
        }
    }
    // #endregion

    // #region gap
    @Test
    void the_dashboard_reloads_when_it_was_away_for_too_long() {
        ManualScheduler time = ManualScheduler.inOrder();
        RealtimeServer server = RealtimeServer.builder()
                .authenticator(token -> Optional.of(Identity.of("org-456", token)))
                .authorizer((identity, service) -> true)
                .retention(Retention.of(Duration.ofMinutes(5), 3)) // so that little is much
                .scheduler(time)
                .random(new Random(1))
                .build();
        InMemoryNetwork network = new InMemoryNetwork(time, new Random(2));
        network.serve(server);
        Link link = network.link();
        Dashboard dashboard = new Dashboard();
        RealtimeClient client = dashboard
                .attach(RealtimeClient.builder(InMemoryNetwork.ADDRESS))
                .connector(link)
                .scheduler(time)
                .random(new Random(3))
                .token(() -> "maria")
                .build();
        client.start();
        time.advance(Duration.ofSeconds(1));

        link.cut();
        for (int i = 1; i <= 10; i++) {
            server.publish(Channel.of("org-456", "finance"), Event.of("revenue_created", "revenue " + i));
        }
        time.advance(Duration.ofSeconds(5));

        assertEquals(1, dashboard.reloads);
        assertEquals(List.of(), dashboard.shown); // what the gap covers does not come
    }
    // #endregion
}
