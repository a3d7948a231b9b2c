package dev.realtime.tests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.client.RealtimeClientBuilder;
import dev.realtime.core.broker.Retention;
import dev.realtime.testkit.ProbedClient;
import dev.realtime.testkit.RealtimeSim;
import dev.realtime.testkit.SimServer;
import dev.realtime.testkit.junit.RealtimeTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@RealtimeTest
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
    void the_dashboard_reloads_when_it_was_away_for_too_long(RealtimeSim sim) {
        SimServer server = sim.server(options -> options.retention(Retention.of(Duration.ofMinutes(5), 3)));
        Dashboard dashboard = new Dashboard();
        ProbedClient maria = sim.client("org-456", "maria", dashboard::attach);

        sim.link(maria).cut();
        for (int i = 1; i <= 10; i++) {
            server.publish("org-456", "finance", "revenue " + i);
        }
        sim.advance(Duration.ofSeconds(5));

        assertEquals(1, dashboard.reloads);
        assertEquals(List.of(), dashboard.shown); // what the gap covers does not come
    }
    // #endregion
}
