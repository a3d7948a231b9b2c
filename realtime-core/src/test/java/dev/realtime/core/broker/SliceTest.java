package dev.realtime.core.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.GapReason;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** D5, P18: what a broker's answer means for the cursor that it was asked for. */
class SliceTest {
    private static Position at(String epoch, long seq) {
        return new Position(epoch, seq);
    }

    private static Publication publication(String epoch, long seq, int payload) {
        return new Publication(
                at(epoch, seq), Instant.EPOCH, Map.of(), null, null, Publication.Kind.EVENTS, new byte[payload]);
    }

    private static Slice after(Position cursor, Head head, Publication... publications) {
        return Slice.of(cursor, new Read.Batch(List.of(publications), head, false));
    }

    /** A.5 after A.3 as the beginning of what came, and where it ends. */
    private static Slice found(Position end, Publication... publications) {
        return new Slice.Found(new LogRange(at("A", 3), end, List.of(publications)));
    }

    @Test
    void nothing_after_a_cursor_of_the_heads_epoch_is_the_head() {
        assertEquals(Slice.AT_HEAD, after(at("A", 3), new Head(at("A", 3), null)));
    }

    @Test
    void D5_nothing_after_a_cursor_of_another_epoch_leads_over_the_fork() {
        assertEquals(found(at("B", 3)), after(at("A", 3), new Head(at("B", 3), at("A", 3))));
    }

    @Test
    void D5_a_range_ends_before_the_next_epoch() {
        Publication last = publication("A", 4, 10);
        Head head = new Head(at("B", 5), at("A", 4));
        assertEquals(found(at("A", 4), last), after(at("A", 3), head, last, publication("B", 5, 10)));
    }

    @Test
    void P18_a_range_of_several_fills_64_KiB_and_no_byte_more() {
        Publication first = publication("A", 4, 30_000);
        int rest = ReplayBuffer.MAX_RANGE_BYTES - PublicationRing.ENVELOPE_BYTES - PublicationRing.jsonBytes(first);
        int payload = rest - PublicationRing.jsonBytes(publication("A", 5, 0));
        Head head = new Head(at("A", 5), null);
        Publication fits = publication("A", 5, payload);
        assertEquals(found(at("A", 5), first, fits), after(at("A", 3), head, first, fits));
        Publication large = publication("A", 5, payload + 1);
        assertEquals(found(at("A", 4), first), after(at("A", 3), head, first, large));
    }

    @Test
    void P18_one_larger_publication_goes_alone() {
        Publication large = publication("A", 4, 100_000);
        Head head = new Head(at("A", 5), null);
        assertEquals(found(at("A", 4), large), after(at("A", 3), head, large, publication("A", 5, 10)));
    }

    @Test
    void a_gap_keeps_its_reason() {
        Read gap = new Read.Gap(GapReason.TAIL_LOST, new Head(at("B", 2), at("A", 2)));
        assertEquals(new Slice.Outside(GapReason.TAIL_LOST), Slice.of(at("A", 3), gap));
    }
}
