package dev.realtime.client;

import static dev.realtime.client.PlayedClient.ack;
import static dev.realtime.client.PlayedClient.emptyBatch;
import static dev.realtime.client.PlayedClient.event;
import static dev.realtime.client.PlayedClient.gap;
import static dev.realtime.client.PlayedClient.ping;
import static dev.realtime.client.PlayedClient.snapshot;
import static dev.realtime.client.PlayedClient.start;
import static dev.realtime.client.PlayedClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protocol rules P11 and P12 in the client: a gap that a snapshot makes up for, and everything that may come between the two. */
class SnapshotTest {
    private static final String FOLLOWS = ",'snapshot':true";
    private static final String FROM_40 =
            "{type:subscribe,id:1,services:[finance],positions:{finance:{epoch:e,seq:40}}}";

    record Books(int total) {}

    private final List<Position> inHandler = new ArrayList<>();
    private PlayedClient maria;

    private PlayedServer.Connection accepted() {
        maria = new PlayedClient(builder -> builder.onSnapshot("finance", Books.class, (books, snapshot) -> {
            maria.heard.add("snapshot " + books.total() + " " + snapshot.position());
            inHandler.add(maria.position());
        }));
        return maria.accepted();
    }

    private static Position at(long seq) {
        return new Position("e", seq);
    }

    @Test
    void P12_a_snapshot_makes_up_for_its_gap_and_live_goes_on_behind_it() {
        PlayedServer.Connection connection = accepted();
        connection.say(gap(40, 97, FOLLOWS));
        connection.say(snapshot(97, "{'total':5}"));
        connection.say(event(97, 98));
        assertEquals(List.of("gap trimmed e.40-e.97, snapshot follows", "snapshot 5 e.97", "t e.98"), maria.take());
        assertEquals(at(98), maria.position());
        assertEquals(List.of(), connection.take());
        assertEquals(1, maria.client.statistics().snapshots());
    }

    @Test
    void P11_the_position_stays_the_old_one_until_the_handler_of_the_snapshot_has_run() {
        PlayedServer.Connection connection = accepted();
        connection.say(gap(40, 97, FOLLOWS));
        assertEquals(at(40), maria.position());
        connection.say(snapshot(97, "{'total':5}"));
        assertEquals(List.of(at(40)), inHandler);
        assertEquals(at(97), maria.position());
    }

    @Test
    void P11_a_range_before_the_snapshot_asks_again_from_the_old_position() {
        PlayedServer.Connection connection = accepted();
        connection.say(gap(40, 97, FOLLOWS));
        connection.say(event(97, 98)); // the snapshot got lost
        assertEquals(List.of(FROM_40), text(connection.take()));
        connection.say(snapshot(97, "{'total':5}")); // belongs to a subscription that is over
        connection.say(ack(start(40, "gap"), 1));
        connection.say(gap(40, 98, FOLLOWS));
        connection.say(snapshot(98, "{'total':6}"));
        assertEquals(
                List.of(
                        "gap trimmed e.40-e.97, snapshot follows",
                        "gap trimmed e.40-e.98, snapshot follows",
                        "snapshot 6 e.98"),
                maria.take());
        assertEquals(at(98), maria.position());
    }

    @Test
    void P11_an_empty_range_before_the_snapshot_asks_again_too() {
        PlayedServer.Connection connection = accepted();
        connection.say(gap(40, 97, FOLLOWS));
        connection.say(emptyBatch(40, 97)); // would fit the old position
        assertEquals(List.of(FROM_40), text(connection.take()));
        assertEquals(at(40), maria.position());
    }

    @Test
    void P11_a_gap_without_snapshot_before_the_snapshot_asks_again() {
        PlayedServer.Connection connection = accepted();
        connection.say(gap(40, 97, FOLLOWS));
        connection.say(gap(97, 120, ""));
        assertEquals(List.of(FROM_40), text(connection.take()));
        assertEquals(at(40), maria.position());
    }

    @Test
    void P11_a_snapshot_of_another_position_asks_again() {
        PlayedServer.Connection connection = accepted();
        connection.say(gap(40, 97, FOLLOWS));
        connection.say(snapshot(96, "{'total':5}"));
        assertEquals(List.of(FROM_40), text(connection.take()));
        assertEquals(List.of("gap trimmed e.40-e.97, snapshot follows"), maria.take());
    }

    @Test
    void P11_the_same_gap_once_more_still_waits_for_its_snapshot() { // a repeated frame
        PlayedServer.Connection connection = accepted();
        for (String message : List.of(gap(40, 97, FOLLOWS), snapshot(97, "{'total':5}"))) {
            connection.say(message);
            connection.say(message);
        }
        assertEquals(at(97), maria.position());
        assertEquals(
                List.of(
                        "gap trimmed e.40-e.97, snapshot follows",
                        "gap trimmed e.40-e.97, snapshot follows",
                        "snapshot 5 e.97"),
                maria.take());
        assertEquals(List.of(), connection.take());
    }

    @Test
    void P10_a_snapshot_that_never_gets_through_ends_in_a_gap() {
        PlayedServer.Connection connection = accepted();
        connection.say(gap(40, 97, FOLLOWS));
        connection.say(event(97, 98));
        connection.say(ack(start(40, "gap"), 1));
        connection.say(gap(40, 98, FOLLOWS));
        connection.take();
        maria.take();
        connection.say(event(98, 99));
        assertEquals(List.of("{type:subscribe,id:2,services:[finance]}"), text(connection.take()));
        connection.say(ack(start(99, "complete"), 2));
        connection.say(event(99, 100));
        assertEquals(List.of("gap transit e.40-e.99", "t e.100"), maria.take());
    }

    @Test
    void P14_a_snapshot_that_cannot_be_read_on_a_quiet_channel_is_found_by_the_pings() {
        PlayedServer.Connection connection = accepted();
        connection.say(gap(40, 97, FOLLOWS));
        connection.say("{'type':'snapshot'");
        connection.say(ping(97));
        assertEquals(List.of("{type:pong}"), text(connection.take()));
        connection.say(ping(97));
        assertEquals(FROM_40, text(connection.take()).get(1));
    }

    @Test
    void P12_without_a_snapshot_handler_it_is_a_plain_gap() {
        maria = new PlayedClient();
        PlayedServer.Connection connection = maria.accepted();
        connection.say(gap(40, 97, FOLLOWS));
        assertEquals(at(97), maria.position());
        connection.say(snapshot(97, "{'total':5}"));
        connection.say(event(97, 98));
        assertEquals(List.of("gap trimmed e.40-e.97", "t e.98"), maria.take());
        assertEquals(List.of(), connection.take());
    }

    @Test
    void P12_a_snapshot_that_nobody_announced_is_dropped() {
        PlayedServer.Connection connection = accepted();
        connection.say(snapshot(97, "{'total':5}"));
        connection.say(event(40, 41));
        assertEquals(List.of("t e.41"), maria.take());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{'total':'no number'}", "null"})
    void P12_a_snapshot_that_is_of_no_use_is_told_as_a_gap(String data) {
        PlayedServer.Connection connection = accepted();
        connection.say(gap(40, 97, FOLLOWS));
        connection.say(snapshot(97, data == null ? "null" : data));
        assertEquals(List.of("gap trimmed e.40-e.97, snapshot follows", "gap trimmed e.40-e.97"), maria.take());
        assertEquals(at(97), maria.position());
        assertEquals(1, maria.client.statistics().handlerFailures());
    }

    /** At a fork, say: what follows an older state sets it right again, so it must not be taken for known by its id. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void P12_what_follows_a_snapshot_is_heard_though_it_was_heard_before(boolean handler) {
        PlayedServer.Connection connection = handler ? accepted() : (maria = new PlayedClient()).accepted();
        String known = event(40, 41).replace("'data':1", "'id':'e41','data':1");
        connection.say(known);
        connection.say(gap(41, 40, FOLLOWS));
        connection.say(snapshot(40, "{'total':5}"));
        maria.take();
        connection.say(known);
        assertEquals(List.of("t e.41"), maria.take());
    }

    @Test
    void P11_the_subscription_ends_between_gap_and_snapshot_and_the_promise_is_kept_by_the_next() {
        PlayedServer.Connection connection = accepted();
        connection.say(gap(40, 97, FOLLOWS));
        connection.say(PlayedClient.other("unsubscribed", "'service':'finance','reason':'closed'"));
        connection.say(snapshot(97, "{'total':5}"));
        connection.drop(1006);
        maria.take();
        maria.reconnected().say(ack(start(40, "complete")));
        assertEquals(List.of("gap trimmed e.40-e.40"), maria.take());
    }

    @Test
    void a_snapshot_handler_needs_a_subscribed_service() {
        assertThrows(
                IllegalStateException.class,
                () -> new PlayedClient(builder -> builder.onSnapshot("guest", Books.class, (books, snapshot) -> {})));
    }

    // ---- cuts

    /** An application that shows what it knows: nothing between a gap and what makes up for it. */
    private static final class Page {
        private boolean loading;
        private Position here = at(40);

        void onEvent(ReceivedEvent event) {
            assertFalse(loading, "an event while a snapshot is awaited: " + event);
            here = event.position();
        }

        void onGap(Gap gap) {
            loading = gap.snapshotFollows();
            if (!loading) {
                here = gap.position(); // refetches
            }
        }

        void onSnapshot(ReceivedSnapshot snapshot) {
            assertTrue(loading);
            loading = false;
            here = snapshot.position();
        }
    }

    /** However far the sequence got, and however the server goes on from the position that the client names. */
    @ParameterizedTest
    @CsvSource({
        "0, complete", "0, gap", "0, snapshot",
        "1, complete", "1, gap", "1, snapshot",
        "2, complete", "2, gap", "2, snapshot",
        "3, complete", "3, gap", "3, snapshot",
        "4, complete", "5, complete"
    })
    void P11_a_cut_anywhere_leaves_nobody_waiting_or_believing_to_be_complete(int said, String answer) {
        Page page = new Page();
        PlayedClient cut = PlayedClient.of(builder -> builder.positions(Map.of("finance", at(40)))
                .on("finance", page::onEvent)
                .onGap(page::onGap)
                .onSnapshot("finance", Books.class, (books, snapshot) -> page.onSnapshot(snapshot)));
        PlayedServer.Connection connection = cut.server.last().open();
        List<String> sequence = List.of(
                ack(start(40, "gap")), gap(40, 97, FOLLOWS), ping(97), snapshot(97, "{'total':5}"), event(97, 98));
        sequence.subList(0, said).forEach(connection::say);
        long expected = said < 4 ? 40 : 93 + said;
        assertEquals(at(expected), cut.position());
        connection.drop(1006);
        PlayedServer.Connection next = cut.reconnected();
        assertEquals(expected, next.take().get(0).at("/positions/finance/seq").asLong());
        if (answer.equals("complete")) {
            next.say(ack(start(expected, "complete")));
            if (expected == 40) {
                next.say(emptyBatch(40, 97));
            }
        } else {
            next.say(ack(start(40, "gap")));
            next.say(gap(40, 97, answer.equals("snapshot") ? FOLLOWS : ""));
            if (answer.equals("snapshot")) {
                next.say(snapshot(97, "{'total':5}"));
            }
        }
        long here = Math.max(97, expected);
        assertFalse(page.loading);
        assertEquals(at(here), cut.position());
        next.say(event(here, here + 1));
        assertEquals(at(here + 1), page.here);
    }
}
