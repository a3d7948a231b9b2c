package dev.realtime.tests.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.realtime.client.ConnectionState;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.core.server.RealtimeServer;
import dev.realtime.testkit.ProbedClient;
import dev.realtime.testkit.junit.EmbeddedContainer;
import dev.realtime.testkit.junit.RealtimeServerExtension;
import dev.realtime.testkit.junit.Subscribed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** F9.2: a real server on a free port, and probes over sockets. */
@Tag("real")
class RealtimeServerExtensionTest {
    @Nested
    class For_each_test {
        @RegisterExtension
        final RealtimeServerExtension realtime = RealtimeServerExtension.create();

        @Test
        void a_client_hears_what_is_published(
                @Subscribed(value = "finance", org = "acme", user = "maria") ProbedClient maria) {
            realtime.publish("acme", "finance", "first");
            maria.probe("finance").expectEvent("first").seq(1).live().expectNoMore();
        }

        @Test
        void each_test_has_a_server_of_its_own(RealtimeServer server, @Subscribed("finance") ProbedClient somebody) {
            assertEquals(1, server.metrics().totalConnections());
            somebody.expectState(ConnectionState.Open.class);
            somebody.probe("finance").expectNothingFor(Duration.ofMillis(1));
        }

        @Test
        void the_code_under_test_brings_its_own_handlers() {
            List<String> heard = new ArrayList<>();
            ProbedClient client = realtime.client(
                    "acme",
                    "maria",
                    builder -> builder.on("finance", String.class, (text, event) -> heard.add(text))
                            .onGap(gap -> heard.add("gap")));
            client.expectState(ConnectionState.Open.class);
            assertThrows(IllegalArgumentException.class, () -> client.probe("finance"));
        }
    }

    @Nested
    class On_Jetty {
        @RegisterExtension
        final RealtimeServerExtension realtime = RealtimeServerExtension.with(
                        options -> options.authorizer((identity, service) -> !service.equals("payroll")))
                .on(EmbeddedContainer.JETTY);

        @Test
        void a_client_hears_what_is_published_and_is_refused_the_rest(
                @Subscribed({"finance", "payroll"}) ProbedClient somebody) {
            realtime.publish("org", "finance", "first");
            somebody.probe("finance").expectEvent("first");
            somebody.expectRefused("payroll", ErrorCode.FORBIDDEN);
        }
    }

    @Nested
    class For_all_tests_of_a_class {
        @RegisterExtension
        static final RealtimeServerExtension realtime = RealtimeServerExtension.create();

        @Test
        void first(@Subscribed("one") ProbedClient client) {
            realtime.publish("org", "one", 1);
            client.probe("one").expectExactly(1);
        }

        @Test
        void second(@Subscribed("two") ProbedClient client) {
            realtime.publish("org", "two", 2);
            client.probe("two").expectExactly(2);
        }
    }
}
