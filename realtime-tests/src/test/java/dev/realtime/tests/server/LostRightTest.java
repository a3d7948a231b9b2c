package dev.realtime.tests.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.realtime.client.RealtimeClient;
import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.Identity;
import dev.realtime.core.protocol.ErrorCode;
import dev.realtime.testkit.InMemoryNetwork;
import dev.realtime.testkit.ProbedClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** F2.4, protocol rule P19, with the real client: a refresh that takes a right away, in the middle of everything. */
class LostRightTest {
    private static final List<String> SERVICES = List.of("finance", "guest", "tasks");

    private final Set<String> forbidden = new HashSet<>();
    private final Stage stage = new Stage(options ->
            options.authenticator(this::authenticate).authorizer((identity, service) -> !forbidden.contains(service)));
    private final ProbedClient maria = ProbedClient.build(
            "maria",
            stage.time,
            RealtimeClient.builder(InMemoryNetwork.ADDRESS)
                    .connector(stage.network.link())
                    .random(new Random(5))
                    .token(() -> "maria@acme"),
            SERVICES.toArray(String[]::new));

    /** Everybody's credentials hold for a minute, so the client refreshes them on the way. */
    private Optional<Identity> authenticate(String token) {
        return Stage.authenticate(token)
                .map(known -> known.expiresAt(stage.time.wallClock().plusSeconds(60)));
    }

    @Test
    void P19_a_refresh_that_takes_a_right_away_stops_that_service_and_no_other() {
        maria.client().start();
        stage.advance(Duration.ofSeconds(1));
        for (int i = 1; i <= 1_200; i++) {
            if (i == 600) {
                forbidden.add("guest");
            }
            for (String service : SERVICES) {
                stage.publish(Channel.of("acme", service), Event.of("t", i));
            }
            stage.advance(Duration.ofMillis(100));
        }
        Object[] all =
                IntStream.rangeClosed(1, 1_200).mapToObj(Integer::toString).toArray();
        maria.probe("finance").expectExactly(all);
        maria.probe("tasks").expectExactly(all);
        List<String> guest = maria.probe("guest").data();
        assertEquals(List.of(all).subList(0, guest.size()), guest);
        maria.expectRefused("guest", ErrorCode.FORBIDDEN);
        assertFalse(guest.size() < 600 || guest.size() > 600 + 600, guest.size() + " heard"); // until the next refresh
        assertEquals(0, maria.client().statistics().reconnects());
        assertEquals(0, maria.client().statistics().duplicates());
    }
}
