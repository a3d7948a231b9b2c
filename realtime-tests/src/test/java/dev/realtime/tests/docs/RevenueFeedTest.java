package dev.realtime.tests.docs;

import dev.realtime.testkit.ProbedClient;
import dev.realtime.testkit.RealtimeSim;
import dev.realtime.testkit.SimServer;
import dev.realtime.testkit.junit.RealtimeTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

// #region test
@RealtimeTest
class RevenueFeedTest {
    @Test
    void a_client_that_was_cut_off_gets_what_it_missed(RealtimeSim sim) {
        SimServer server = sim.server();
        ProbedClient maria = sim.client("org-456", "maria", "finance");
        server.publish("org-456", "finance", "first");
        maria.probe("finance").expectEvent("first");
        sim.link(maria).halfOpen(); // neither end notices
        server.publish("org-456", "finance", "missed");
        sim.advance(Duration.ofSeconds(50));
        sim.link(maria).heal();
        maria.probe("finance").expectEvent("missed").replayed().expectNoMore(); // in order, once, and no gap
    }
}
// #endregion
