package dev.realtime.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What judges the processes is judged here: each fault that it is there for is found, and nothing else. */
class LedgerTest {
    private final Truth truth = new Truth();
    private final Ledger ledger = Ledger.of("user", truth);

    @BeforeEach
    void three_are_published_and_the_fourth_is_unknown() {
        truth.begin();
        for (int seq = 1; seq <= 3; seq++) {
            truth.announce("1:finance:" + seq);
            truth.confirm(new Position("E1", seq), "1:finance:" + seq);
        }
        truth.announce("1:finance:4");
        ledger.onOpen(Map.of("finance", new Position("E1", 0)));
    }

    private void hear(int life, long seq) {
        ledger.onEvent("finance", new Position("E" + life, seq), life + ":finance:" + seq);
    }

    private void hearGap(Position after, Position position) {
        ledger.onGap("finance", after, position, GapReason.EPOCH);
    }

    private void assertFaults(int ofClient, int ofAll) {
        assertEquals(ofClient, ledger.problems().size(), () -> ledger.problems().toString());
        assertEquals(ofAll, truth.judge().size(), () -> truth.judge().toString());
    }

    @Test
    void what_is_heard_in_order_is_sound_and_an_unknown_one_counts_as_published() {
        hear(1, 1);
        hear(1, 2);
        hear(1, 3);
        hear(1, 4);
        assertFaults(0, 0);
        assertEquals(new Truth.Tally(4, 3, 4, 1, 1, 0), truth.tally());
    }

    @Test
    void a_new_history_behind_a_gap_is_sound() {
        hear(1, 1);
        hearGap(new Position("E1", 1), new Position("E2", 0));
        assertFaults(0, 0);
        assertEquals(1, ledger.gaps(GapReason.EPOCH));
        assertEquals(2, truth.tally().unheard());
    }

    @Test
    void a_silent_loss_is_found() {
        hear(1, 1);
        hear(1, 3);
        assertFaults(1, 0);
    }

    @Test
    void a_repetition_is_found() {
        hear(1, 1);
        hear(1, 1);
        assertFaults(1, 0);
    }

    @Test
    void a_new_history_without_a_gap_is_found() {
        hear(1, 1);
        truth.announce("2:finance:1");
        truth.confirm(new Position("E2", 1), "2:finance:1");
        hear(2, 1);
        assertFaults(1, 0);
    }

    @Test
    void a_gap_that_begins_elsewhere_is_found() {
        hear(1, 1);
        hearGap(new Position("E1", 2), new Position("E2", 0));
        assertFaults(1, 0);
    }

    @Test
    void a_way_back_into_an_old_history_is_found() {
        hearGap(new Position("E1", 0), new Position("E2", 0));
        hearGap(new Position("E2", 0), new Position("E1", 2));
        assertFaults(1, 0);
    }

    @Test
    void what_was_never_announced_is_unexpected() {
        hear(1, 1);
        ledger.onEvent("finance", new Position("E1", 2), "7:finance:2");
        assertFaults(0, 1);
    }

    @Test
    void two_clients_that_hear_different_things_at_one_position_are_found() {
        hear(1, 1);
        truth.heard(new Position("E1", 1), "1:finance:2");
        assertFaults(0, 1);
    }

    @Test
    void a_position_that_is_given_twice_is_found() {
        truth.confirm(new Position("E1", 3), "1:finance:4");
        assertFaults(0, 1);
    }

    @Test
    void more_unknown_than_lives_are_found() {
        truth.announce("1:finance:5");
        assertFaults(0, 1);
    }
}
