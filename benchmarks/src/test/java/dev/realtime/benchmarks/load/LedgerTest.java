package dev.realtime.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LedgerTest {
    private static Decoded events(long... numbers) {
        return new Decoded(numbers, new long[] {1}, new int[] {numbers.length}, null);
    }

    private static void assertWrong(Ledger ledger, long missing, long duplicates, long disorder) {
        assertEquals(missing, ledger.missing(), "missing");
        assertEquals(duplicates, ledger.duplicates(), "duplicates");
        assertEquals(disorder, ledger.disorder(), "disorder");
    }

    @Test
    void everything_in_order_is_right() {
        Ledger ledger = new Ledger(Seat.of(0), 1);
        ledger.expectAfter(0);
        ledger.take(events(1));
        ledger.take(events(2, 3, 4));

        assertWrong(ledger, 0, 0, 0);
        assertEquals(4, ledger.events());
        assertTrue(ledger.has(4));
        assertFalse(ledger.has(5));
        assertEquals(2, ledger.lacking(6));
    }

    @Test
    void a_jump_a_repeat_and_a_late_one_are_told_apart() {
        Ledger ledger = new Ledger(Seat.of(0), 1);
        ledger.expectAfter(10);
        ledger.take(events(13));
        ledger.take(events(13));
        ledger.take(events(12));

        assertWrong(ledger, 2, 1, 1);
    }

    @Test
    void what_was_missed_before_the_first_event_counts() {
        Ledger ledger = new Ledger(Seat.of(0), 1);
        ledger.expectAfter(0);
        ledger.take(events(3, 4));

        assertWrong(ledger, 2, 0, 0);
    }

    @Test
    void who_expects_nothing_may_begin_anywhere() {
        Ledger ledger = new Ledger(Seat.of(0), 1);
        ledger.take(events(30, 31));
        ledger.take(events(33));

        assertWrong(ledger, 1, 0, 0);
    }

    @Test
    void each_channel_counts_for_itself() {
        Ledger ledger =
                new Ledger(new Seat(0, 2, 2), 5); // channels 2 and 3 of 5: numbers 3, 8, 13 ... and 4, 9, 14 ...
        ledger.expectAfter(0);
        ledger.take(events(4, 3));
        ledger.take(events(8));
        ledger.take(events(14));

        assertWrong(ledger, 1, 0, 0);
        assertFalse(ledger.has(13));
        assertTrue(ledger.has(12));

        ledger.take(events(11)); // of channel 0
        assertEquals(1, ledger.disorder());
    }

    @Test
    void channels_expect_from_their_own_last_number() {
        Ledger ledger = new Ledger(new Seat(0, 0, 3), 3);
        ledger.expectAfter(7); // 7 is of channel 0, 5 of channel 1, 6 of channel 2
        ledger.take(events(8, 9, 10));

        assertWrong(ledger, 0, 0, 0);
        assertTrue(ledger.has(10));
    }

    @Test
    void a_gap_that_is_told_is_no_loss() {
        Ledger ledger = new Ledger(Seat.of(0), 1);
        ledger.expectAfter(0);
        ledger.onGap();
        ledger.take(events(50, 51));

        assertWrong(ledger, 0, 0, 0);
        assertEquals(1, ledger.gaps());
    }
}
