package dev.realtime.tests.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.GapReason;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.Head;
import dev.realtime.core.broker.ReplayBuffer;
import dev.realtime.core.broker.Retention;
import dev.realtime.core.broker.RetentionWatch;
import dev.realtime.core.broker.Slice;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** F1.5, F1.6, D5: the retained publications of a channel, and what follows a cursor. */
class ReplayBufferTest {
    private final ManualScheduler time = ManualScheduler.inOrder();
    private final RetentionWatch watch = new RetentionWatch(Retention.of(Duration.ofMinutes(5), 10), time);
    private final ReplayBuffer buffer = new ReplayBuffer(new Head(at("A", 0), null), watch);

    private static Position at(String epoch, long seq) {
        return new Position(epoch, seq);
    }

    private Publication append(int payload) {
        time.advance(Duration.ofNanos(1));
        return buffer.append(Draft.events(Map.of(), null, new byte[payload]), time.wallClock());
    }

    private void append(int count, int payload) {
        for (int i = 0; i < count; i++) {
            append(payload);
        }
    }

    private LogRange found(Position cursor, int maxCount) {
        return assertInstanceOf(Slice.Found.class, buffer.after(cursor, maxCount))
                .range();
    }

    private static List<Long> seqs(LogRange range) {
        return range.publications().stream().map(Publication::seq).toList();
    }

    private void assertOutside(GapReason reason, Position cursor) {
        assertEquals(new Slice.Outside(reason), buffer.after(cursor, 100));
    }

    // ---- F1.5

    @Test
    void F1_5_sequence_numbers_are_contiguous_from_1() {
        List<Position> positions = LongStream.rangeClosed(1, 5)
                .mapToObj(i -> append(10).position())
                .toList();
        assertEquals(List.of(at("A", 1), at("A", 2), at("A", 3), at("A", 4), at("A", 5)), positions);
        assertEquals(at("A", 5), buffer.head().position());
    }

    @Test
    void F1_5_sequence_numbers_go_on_when_everything_has_been_forgotten() {
        append(3, 10);
        time.advance(Duration.ofMinutes(10));
        assertEquals(0, buffer.size());
        assertEquals(at("A", 4), append(10).position());
    }

    // ---- borders

    @Test
    void D5_zero_is_a_valid_position_of_an_empty_channel() {
        assertEquals(Slice.AT_HEAD, buffer.after(at("A", 0), 100));
    }

    @Test
    void everything_follows_zero() {
        append(3, 10);
        assertEquals(List.of(1L, 2L, 3L), seqs(found(at("A", 0), 100)));
    }

    @Test
    void nothing_follows_the_head() {
        append(3, 10);
        assertEquals(Slice.AT_HEAD, buffer.after(at("A", 3), 100));
    }

    @Test
    void a_range_begins_at_its_cursor_and_ends_at_its_last_publication() {
        append(5, 10);
        LogRange range = found(at("A", 2), 2);
        assertEquals(at("A", 2), range.after());
        assertEquals(at("A", 4), range.end());
        assertEquals(List.of(3L, 4L), seqs(range));
    }

    @Test
    void a_range_ends_where_it_is_told_to() {
        append(5, 10);
        LogRange range = assertInstanceOf(Slice.Found.class, buffer.after(at("A", 1), 100, at("A", 4)))
                .range();
        assertEquals(at("A", 4), range.end());
        assertEquals(Slice.AT_HEAD, buffer.after(at("A", 4), 100, at("A", 4)));
        assertEquals(Slice.AT_HEAD, buffer.after(at("A", 5), 100, at("A", 4)));
        assertEquals(at("A", 5), found(at("A", 1), 100).end());
    }

    @Test
    void all_who_catch_up_meet_whatever_they_begin_at() {
        ReplayBuffer large = new ReplayBuffer(
                new Head(at("A", 0), null), new RetentionWatch(Retention.of(Duration.ofMinutes(5), 5_000), time));
        for (int i = 0; i < 2_000; i++) {
            large.append(Draft.events(Map.of(), null, new byte[500]), time.wallClock());
        }
        Set<Long> ends = new HashSet<>();
        for (long start = 0; start < 1_000; start += 7) {
            Position here = at("A", start);
            while (here.seq() < 1_024) {
                here = assertInstanceOf(Slice.Found.class, large.after(here, 1_000))
                        .range()
                        .end();
            }
            ends.add(here.seq());
        }
        assertEquals(Set.of(1_024L), ends);
    }

    @Test
    void P11_one_beyond_the_head_is_ahead() {
        append(3, 10);
        assertOutside(GapReason.AHEAD, at("A", 4));
    }

    @Test
    void P11_the_position_before_the_oldest_one_kept_is_still_good() {
        append(15, 10);
        assertEquals(LongStream.rangeClosed(6, 15).boxed().toList(), seqs(found(at("A", 5), 100)));
    }

    @Test
    void F1_6_a_channel_keeps_no_more_bytes_than_its_own_budget() {
        Retention tight = Retention.of(Duration.ofMinutes(5), 1_000).channelBytes(1 << 19);
        RetentionWatch all = new RetentionWatch(tight, time);
        ReplayBuffer one = new ReplayBuffer(new Head(at("A", 0), null), all);
        for (int i = 0; i < 100; i++) {
            one.append(Draft.events(Map.of(), null, new byte[10_000]), time.wallClock());
        }
        assertTrue(all.bytes() <= 1 << 19, all.bytes() + " bytes");
        assertEquals((1 << 19) / 10_136, one.size());
        one.append(Draft.events(Map.of(), null, new byte[250_000]), time.wallClock());
        assertTrue(all.bytes() <= 1 << 19, all.bytes() + " bytes");
    }

    @Test
    void P11_one_before_that_is_trimmed() {
        append(15, 10);
        assertOutside(GapReason.TRIMMED, at("A", 4));
    }

    @Test
    void P11_the_head_of_a_channel_whose_publications_are_all_forgotten_is_good() {
        append(3, 10);
        time.advance(Duration.ofMinutes(10));
        assertEquals(Slice.AT_HEAD, buffer.after(at("A", 3), 100));
        assertOutside(GapReason.TRIMMED, at("A", 2));
    }

    @Test
    void P11_an_epoch_that_is_not_known_is_another_history() {
        append(3, 10);
        assertOutside(GapReason.EPOCH, at("X", 2));
        assertOutside(GapReason.EPOCH, at("X", 0));
    }

    // ---- D5: forks

    private void fork() {
        append(5, 10);
        buffer.fork(at("A", 3), "B");
    }

    @Test
    void D5_a_fork_goes_on_after_its_ancestor() {
        fork();
        assertEquals(new Head(at("B", 3), at("A", 3)), buffer.head());
        assertEquals(at("B", 4), append(10).position());
    }

    @Test
    void D5_at_the_ancestor_an_empty_range_leads_into_the_new_epoch() {
        fork();
        assertEquals(new LogRange(at("A", 3), at("B", 3), List.of()), found(at("A", 3), 100));
    }

    @Test
    void D5_at_the_ancestor_a_range_leads_into_the_new_epoch() {
        fork();
        append(2, 10);
        LogRange range = found(at("A", 3), 100);
        assertEquals(at("A", 3), range.after());
        assertEquals(at("B", 5), range.end());
        assertEquals(List.of(4L, 5L), seqs(range));
    }

    @Test
    void D5_before_the_ancestor_a_range_ends_at_the_fork() {
        fork();
        append(2, 10);
        LogRange range = found(at("A", 1), 100);
        assertEquals(at("A", 3), range.end());
        assertEquals(List.of(2L, 3L), seqs(range));
    }

    @Test
    void D5_beyond_the_ancestor_the_tail_is_lost() {
        fork();
        assertOutside(GapReason.TAIL_LOST, at("A", 4));
        assertOutside(GapReason.TAIL_LOST, at("A", 5));
    }

    @Test
    void D5_a_position_of_the_new_epoch_before_the_fork_was_never_given() {
        fork();
        append(2, 10);
        assertOutside(GapReason.EPOCH, at("B", 2));
    }

    @Test
    void D5_the_new_epoch_at_the_fork_is_a_position() {
        fork();
        append(2, 10);
        assertEquals(List.of(4L, 5L), seqs(found(at("B", 3), 100)));
    }

    @Test
    void D5_after_a_second_fork_the_first_epoch_is_another_history() {
        fork();
        append(2, 10);
        buffer.fork(at("B", 4), "C");
        assertOutside(GapReason.EPOCH, at("A", 3));
        assertOutside(GapReason.TAIL_LOST, at("B", 5));
        assertEquals(at("C", 4), found(at("B", 4), 100).end());
    }

    @Test
    void D3_a_lost_tail_is_never_given_again() {
        fork();
        append(2, 10);
        LogRange range = found(at("A", 3), 100);
        assertTrue(range.publications().stream()
                .allMatch(publication -> publication.position().epoch().equals("B")));
    }

    @Test
    void a_fork_at_the_head_loses_nothing() {
        append(5, 10);
        buffer.fork(at("A", 5), "B");
        assertEquals(5, buffer.size());
        assertEquals(at("B", 5), found(at("A", 5), 100).end());
    }

    @Test
    void a_fork_frees_what_it_forgets() {
        append(5, 1_000);
        long before = watch.bytes();
        buffer.fork(at("A", 3), "B");
        assertTrue(watch.bytes() < before - 2_000);
    }

    // ---- reset, follow

    @Test
    void a_reset_forgets_everything() {
        append(5, 10);
        buffer.reset(new Head(at("N", 7), null));
        assertEquals(Slice.AT_HEAD, buffer.after(at("N", 7), 100));
        assertOutside(GapReason.TRIMMED, at("N", 6));
        assertOutside(GapReason.EPOCH, at("A", 5));
        assertEquals(0, watch.bytes());
    }

    @Test
    void a_copy_follows_the_next_publication_only() {
        Publication first = append(10);
        Publication second = append(10);
        Publication third = append(10);
        ReplayBuffer copy = new ReplayBuffer(new Head(at("A", 1), null), watch);
        assertFalse(copy.follow(first));
        assertFalse(copy.follow(third));
        assertTrue(copy.follow(second));
        assertFalse(copy.follow(second));
        assertTrue(copy.follow(third));
        assertEquals(at("A", 3), copy.head().position());
    }

    @Test
    void a_copy_does_not_follow_another_epoch() {
        ReplayBuffer copy = new ReplayBuffer(new Head(at("X", 0), null), watch);
        assertFalse(copy.follow(append(10)));
        assertEquals(at("X", 0), copy.head().position());
    }

    // ---- P18

    @Test
    void P18_a_range_of_several_stays_within_64_KiB_of_JSON() {
        append(10, 10_000);
        LogRange range = found(at("A", 0), 100);
        assertEquals(6, range.publications().size());
        assertEquals(at("A", 6), range.end());
    }

    @Test
    void P18_one_larger_publication_goes_alone() {
        append(100_000);
        append(10);
        LogRange range = found(at("A", 0), 100);
        assertEquals(List.of(1L), seqs(range));
    }

    @Test
    void P18_a_larger_publication_ends_the_range_before_it() {
        append(10);
        append(100_000);
        assertEquals(List.of(1L), seqs(found(at("A", 0), 100)));
        assertEquals(List.of(2L), seqs(found(at("A", 1), 100)));
    }

    // ---- F1.6

    @Test
    void F1_6_the_count_of_a_channel_is_bounded() {
        append(1_000, 10);
        assertEquals(10, buffer.size());
    }

    @Test
    void F1_6_bytes_are_given_back_by_the_count() {
        append(10, 100);
        long full = watch.bytes();
        append(1_000, 100);
        assertEquals(full, watch.bytes());
    }

    @Test
    void F1_6_what_is_kept_is_counted_and_given_back() {
        append(10, 100);
        assertTrue(watch.bytes() > 1_000, String.valueOf(watch.bytes()));
        time.advance(Duration.ofMinutes(10));
        assertEquals(0, watch.bytes());
    }
}
