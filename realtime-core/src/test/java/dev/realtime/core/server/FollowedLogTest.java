package dev.realtime.core.server;

import static dev.realtime.core.server.PlayedLog.at;
import static dev.realtime.core.server.PlayedLog.batch;
import static dev.realtime.core.server.PlayedLog.head;
import static dev.realtime.core.server.PlayedLog.publication;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.GapReason;
import dev.realtime.core.broker.Read;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** D2: a copy that follows a broker of another process loses nothing, whatever its feed does, and reads no more than it needs. */
class FollowedLogTest {
    private static final List<String> NOTHING = List.of();

    private final PlayedLog played = new PlayedLog();

    // ---- the live feed

    @Test
    void the_next_publication_is_added_and_told_without_a_read() {
        played.openAt(5);
        played.hear(6);
        assertEquals(at("A", 6), played.here());
        assertEquals(1, played.signals);
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void what_comes_while_the_log_is_opened_is_added_when_it_is_open() {
        played.log.open();
        played.hear(6, 7);
        played.answer(batch(head("A", 5)));
        assertEquals(at("A", 7), played.here());
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void what_is_repeated_is_not_read_again() {
        played.openAt(5);
        played.hear(5, 4);
        assertEquals(NOTHING, played.asked());
        assertEquals(0, played.signals);
    }

    @Test
    void a_hole_is_read_from_where_the_log_stands() {
        played.openAt(5);
        played.hear(8);
        assertEquals(List.of("A.5"), played.asked());
        played.answer(batch(head("A", 8), 6, 8));
        assertEquals(at("A", 8), played.here());
        assertEquals(1, played.signals);
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void a_lower_number_of_another_history_is_news() {
        played.openAt(5);
        played.hear(publication("N", 3));
        assertEquals(List.of("A.5"), played.asked());
        played.answer(new Read.Gap(GapReason.EPOCH, head("N", 3)));
        assertEquals(head("N", 3), played.log.head());
        assertEquals(1, played.signals);
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void what_comes_during_a_read_is_added_after_it() {
        played.openAt(5);
        played.hear(8);
        played.hear(9);
        assertEquals(at("A", 5), played.here());
        played.answer(batch(head("A", 8), 6, 8));
        assertEquals(at("A", 9), played.here());
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void a_hole_before_what_waited_is_one_more_read() {
        played.openAt(5);
        played.hear(7);
        played.hear(9, 10);
        played.answer(batch(head("A", 7), 6, 7));
        assertEquals(List.of("A.7"), played.asked());
        played.answer(batch(head("A", 9), 8, 9));
        assertEquals(at("A", 10), played.here());
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void of_what_comes_during_a_read_1_000_wait_and_the_rest_is_read() {
        played.openAt(0);
        played.hear(2);
        played.hear(LongStream.rangeClosed(3, 1_003).toArray());
        played.answer(batch(head("A", 2), 1, 2));
        assertEquals(at("A", 1_002), played.here());
        assertEquals(List.of("A.1002"), played.asked());
        played.answer(batch(head("A", 1_003), 1_003, 1_003));
        assertEquals(at("A", 1_003), played.here());
        assertEquals(NOTHING, played.asked());
    }

    // ---- reads

    @Test
    void a_read_that_the_limit_cut_is_followed_by_another() {
        played.openAt(5);
        played.hear(9);
        played.answer(new Read.Batch(List.of(publication("A", 6), publication("A", 7)), head("A", 9), true));
        assertEquals(List.of("A.7"), played.asked());
        played.answer(batch(head("A", 9), 8, 9));
        assertEquals(at("A", 9), played.here());
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void a_feed_that_is_restored_during_a_read_has_it_made_once_more() {
        played.openAt(5);
        played.hear(7);
        played.restore();
        assertEquals(List.of("A.5"), played.asked());
        played.answer(batch(head("A", 7), 6, 7));
        assertEquals(List.of("A.7"), played.asked());
        played.answer(batch(head("A", 7)));
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void a_read_that_fails_is_made_again_after_a_second_whatever_comes_meanwhile() {
        played.openAt(5);
        played.hear(7);
        played.fail(new IllegalStateException("down"));
        played.hear(8);
        played.time.advance(Duration.ofMillis(999));
        assertEquals(NOTHING, played.asked());
        played.time.advance(Duration.ofMillis(1));
        assertEquals(List.of("A.5"), played.asked());
        played.answer(batch(head("A", 7), 6, 7));
        assertEquals(at("A", 8), played.here());
    }

    @Test
    void the_loss_of_the_last_publication_is_found_by_a_look_at_the_head_every_30_s() {
        played.openAt(5);
        played.time.advance(Duration.ofMillis(29_999));
        assertEquals(NOTHING, played.asked());
        played.time.advance(Duration.ofMillis(1));
        assertEquals(List.of("head"), played.asked());
        played.answer(batch(head("A", 6)));
        assertEquals(List.of("A.5"), played.asked());
        played.answer(batch(head("A", 6), 6, 6));
        played.time.advance(Duration.ofSeconds(30));
        played.fail(new IllegalStateException("down"));
        played.time.advance(Duration.ofSeconds(30));
        played.answer(batch(head("A", 6)));
        assertEquals(NOTHING, played.asked());
    }

    // ---- close

    @Test
    void a_log_that_is_closed_gives_back_its_heap_and_asks_nothing_any_more() {
        played.openAt(5);
        played.hear(6);
        assertTrue(played.watch.bytes() > 0);
        played.close();
        assertEquals(0, played.watch.bytes());
        played.hear(9);
        played.restore();
        played.time.advance(Duration.ofMinutes(1));
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void an_answer_that_comes_after_the_end_is_not_kept() {
        played.openAt(5);
        played.hear(7);
        played.close();
        played.answer(batch(head("A", 7), 6, 7));
        assertEquals(0, played.watch.bytes());
        assertEquals(0, played.signals);
    }

    @Test
    void a_log_that_is_closed_during_a_look_at_the_head_does_not_look_again() {
        played.openAt(5);
        played.time.advance(Duration.ofSeconds(30));
        played.close();
        played.answer(batch(head("A", 9)));
        played.time.advance(Duration.ofMinutes(1));
        assertEquals(NOTHING, played.asked());
    }

    @Test
    void a_log_that_is_closed_while_it_opens_leaves_no_timer() {
        played.log.open();
        played.close();
        played.answer(batch(head("A", 5)));
        assertEquals(List.of(), played.time.alarms);
    }
}
