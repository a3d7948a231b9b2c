package dev.realtime.tests.docs;

import dev.realtime.testkit.ProbedClient;
import dev.realtime.testkit.junit.RealtimeServerExtension;
import dev.realtime.testkit.junit.Subscribed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("real")
// #region server
class FrontDeskStreamTest {
    @RegisterExtension
    final RealtimeServerExtension realtime = RealtimeServerExtension.create();

    @Test
    void an_event_reaches_maria_over_a_socket(
            @Subscribed(value = "finance", org = "org-456", user = "maria") ProbedClient maria) {
        realtime.publish("org-456", "finance", "first");
        maria.probe("finance").expectEvent("first").seq(1).expectNoMore();
    }
}
// #endregion
