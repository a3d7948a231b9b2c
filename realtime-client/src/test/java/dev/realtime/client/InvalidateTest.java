package dev.realtime.client;

import static dev.realtime.client.PlayedClient.event;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Protocol rule P13 in the client. */
class InvalidateTest {
    private static final String TIME = "'timestamp':'2026-11-20T12:00:00.000Z'";

    private final List<Invalidation> invalidations = new ArrayList<>();
    private final PlayedClient maria = new PlayedClient(builder -> builder.onInvalidate(invalidations::add));

    private static String invalidate(long after, long seq, String keys) {
        return "{'type':'invalidate','service':'finance','epoch':'e','after':" + after + ",'seq':" + seq + "," + TIME
                + ",'invalidate':{'keys':[" + keys + "]}}";
    }

    @Test
    void P13_an_invalidation_is_handed_over_and_has_a_place_in_the_channel() {
        PlayedServer.Connection connection = maria.accepted();
        connection.say(invalidate(40, 41, "'room/7','room/8'"));
        assertEquals(
                List.of(new Invalidation(
                        "finance",
                        List.of("room/7", "room/8"),
                        new Position("e", 41),
                        Instant.parse("2026-11-20T12:00:00Z"))),
                invalidations);
        assertEquals(new Position("e", 41), maria.position());
        assertEquals(1, maria.client.statistics().invalidations());
        assertEquals(0, maria.client.statistics().eventsReceived());
    }

    @Test
    void P13_a_repeated_one_is_known_by_its_position_and_a_lost_one_is_asked_for() {
        PlayedServer.Connection connection = maria.accepted();
        connection.say(invalidate(40, 41, "'a'"));
        connection.say(invalidate(40, 41, "'a'"));
        connection.say(invalidate(42, 43, "'c'"));
        assertEquals(1, invalidations.size());
        assertEquals(41, connection.take().get(0).at("/positions/finance/seq").asInt());
    }

    @Test
    void P9_in_a_batch_it_keeps_its_place_among_the_events() {
        List<String> order = new ArrayList<>();
        PlayedClient client = PlayedClient.of(builder -> builder.on(
                        "finance", event -> order.add(event.type() + " " + event.position()))
                .onInvalidate(invalidation -> order.add(invalidation.keys() + " " + invalidation.position())));
        client.accepted()
                .say("{'type':'batch','service':'finance','epoch':'e','after':40,'seq':43," + TIME + ",'messages':["
                        + "{'seq':41," + TIME + ",'events':[{'type':'t','data':1}]},"
                        + "{'seq':42," + TIME + ",'invalidate':{'keys':['a']}},"
                        + "{'seq':43," + TIME + ",'events':[{'type':'t','data':1}]}]}");
        assertEquals(List.of("t e.41", "[a] e.42", "t e.43"), order);
    }

    @Test
    void P13_without_a_handler_it_only_advances() {
        PlayedClient client = new PlayedClient();
        PlayedServer.Connection connection = client.accepted();
        connection.say(invalidate(40, 41, "'a'"));
        connection.say(event(41, 42));
        assertEquals(List.of("t e.42"), client.take());
    }
}
