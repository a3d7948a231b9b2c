package dev.realtime.core.server;

import static dev.realtime.core.server.PlayedLog.at;
import static dev.realtime.core.server.PlayedLog.batch;
import static dev.realtime.core.server.PlayedLog.publication;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.GapReason;
import dev.realtime.core.Position;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.Read;
import java.util.List;
import org.junit.jupiter.api.Test;

/** D5: how a copy of a log, which has A.4 and A.5 when its feed is restored, follows what its broker says of a fork. */
class FollowedForkTest {
    private static final List<String> NOTHING = List.of();

    private final PlayedLog played = new PlayedLog().openAt(3);

    FollowedForkTest() {
        played.hear(4, 5);
        played.restore();
        assertEquals(List.of("A.5"), played.asked());
    }

    private static Head forked(long seq, Position ancestor) {
        return new Head(at("B", seq), ancestor);
    }

    private void assertStands(Head head, int kept) {
        assertEquals(head, played.log.head());
        assertEquals(kept, played.log.buffer().size());
    }

    @Test
    void D5_a_fork_at_the_head_loses_nothing() {
        played.answer(batch(forked(5, at("A", 5))));
        assertStands(forked(5, at("A", 5)), 2);
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void D5_what_comes_after_a_fork_is_added_without_another_read() {
        played.answer(batch(forked(7, at("A", 5)), publication("B", 6), publication("B", 7)));
        assertStands(forked(7, at("A", 5)), 4);
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void D5_one_answer_may_lead_up_to_a_fork_and_over_it() {
        played.answer(batch(forked(7, at("A", 6)), publication("A", 6), publication("B", 7)));
        assertStands(forked(7, at("A", 6)), 4);
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void D5_of_a_lost_tail_no_more_is_forgotten_than_what_is_lost() {
        played.answer(new Read.Gap(GapReason.TAIL_LOST, forked(7, at("A", 4))));
        assertStands(forked(4, at("A", 4)), 1);
        assertEquals(List.of("B.4"), played.asked());
    }

    @Test
    void D5_a_fork_right_before_the_oldest_one_kept_is_still_known() {
        played.answer(new Read.Gap(GapReason.TAIL_LOST, forked(7, at("A", 3))));
        assertStands(forked(3, at("A", 3)), 0);
        assertEquals(List.of("B.3"), played.asked());
    }

    @Test
    void D5_a_fork_further_back_is_a_new_beginning() {
        played.answer(new Read.Gap(GapReason.TAIL_LOST, forked(7, at("A", 2))));
        assertStands(forked(7, at("A", 2)), 0);
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void D5_a_fork_of_another_history_is_a_new_beginning() {
        played.answer(new Read.Gap(GapReason.TAIL_LOST, forked(7, at("X", 4))));
        assertStands(forked(7, at("X", 4)), 0);
    }

    @Test
    void D5_a_fork_behind_what_is_no_longer_kept_is_a_new_beginning() {
        played.answer(new Read.Gap(GapReason.TRIMMED, forked(9, at("A", 6))));
        assertStands(forked(9, at("A", 6)), 0);
    }
}
