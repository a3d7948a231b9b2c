package dev.realtime.core.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Entity;
import dev.realtime.core.LogRange;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import dev.realtime.core.protocol.ServerMessageWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** F1.6, P18: what publications are counted as, in heap and in JSON. */
class PublicationRingTest {
    private static final Position AT = new Position("A", 1);

    private static Publication publication(Map<String, String> tags, String id, Entity entity, int payload) {
        return new Publication(AT, Instant.EPOCH, tags, id, entity, Publication.Kind.EVENTS, new byte[payload]);
    }

    private static Publication plain(int payload) {
        return publication(Map.of(), null, null, payload);
    }

    private static int heap(Map<String, String> tags) {
        return PublicationRing.heapBytes(publication(tags, null, null, 10));
    }

    private static int heap(String id) {
        return PublicationRing.heapBytes(publication(Map.of(), id, null, 10));
    }

    private static int heap(String type, String id) {
        return PublicationRing.heapBytes(publication(Map.of(), null, new Entity(type, id), 10));
    }

    private static Map<String, String> tags(int count, String value) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            tags.put("tag" + i, value);
        }
        return tags;
    }

    @Test
    void F1_6_each_byte_of_a_payload_counts() {
        assertEquals(90, PublicationRing.heapBytes(plain(100)) - PublicationRing.heapBytes(plain(10)));
    }

    @Test
    void F1_6_each_part_that_a_publication_need_not_have_counts_as_an_object_and_with_its_characters() {
        int bare = heap(Map.of());
        int object = 32; // no object with a text in it takes less
        assertTrue(heap("i") >= bare + object);
        assertEquals(99, heap("i".repeat(100)) - heap("i"));
        assertTrue(heap("t", "i") >= bare + object);
        assertEquals(99, heap("t".repeat(100), "i") - heap("t", "i"));
        assertEquals(99, heap("t", "i".repeat(100)) - heap("t", "i"));
        assertTrue(heap(tags(1, "v")) >= bare + object);
        assertTrue(heap(tags(2, "v")) >= heap(tags(1, "v")) + object);
        assertEquals(2 * 99, heap(tags(2, "v".repeat(100))) - heap(tags(2, "v")));
        assertEquals(99, heap(Map.of("k".repeat(100), "v")) - heap(Map.of("k", "v")));
    }

    @Test
    void F1_6_parts_add_up() {
        int all = PublicationRing.heapBytes(publication(tags(1, "v"), "i", new Entity("t", "i"), 10));
        int bare = heap(Map.of());
        assertEquals(bare + (heap("i") - bare) + (heap("t", "i") - bare) + (heap(tags(1, "v")) - bare), all);
    }

    @Test
    void P18_a_range_takes_no_more_JSON_than_it_is_counted_as_whatever_its_tags_hold() {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 1; i <= 16; i++) {
            tags.put("\u0001".repeat(i), "\u0001".repeat(64)); // each character is six
        }
        Publication worst = publication(tags, null, null, 10);
        byte[] json = ServerMessageWriter.range(
                "s".repeat(64), new LogRange(new Position("A", 0), AT, List.of(worst)), Instant.EPOCH);
        int counted = PublicationRing.ENVELOPE_BYTES + PublicationRing.jsonBytes(worst);
        assertTrue(json.length <= counted, () -> json.length + " bytes were counted as " + counted);
    }

    @Test
    void P18_a_list_fills_its_bytes_and_takes_none_more() {
        PublicationRing ring = new PublicationRing();
        ring.addLast(plain(10), 0, 3);
        ring.addLast(plain(10), 0, 3);
        int two = PublicationRing.ENVELOPE_BYTES + 2 * PublicationRing.jsonBytes(plain(10));
        assertEquals(2, ring.list(0, 2, two).size());
        assertEquals(1, ring.list(0, 2, two - 1).size());
    }

    @Test
    void F1_6_what_is_forgotten_at_either_end_is_not_counted_any_more() {
        PublicationRing ring = new PublicationRing();
        ring.addLast(plain(10), 0, 3);
        ring.addLast(plain(20), 0, 3);
        ring.addLast(plain(30), 0, 3);
        assertEquals(PublicationRing.heapBytes(plain(30)), ring.removeLast());
        assertEquals(PublicationRing.heapBytes(plain(10)), ring.removeFirst(1));
        assertEquals(PublicationRing.heapBytes(plain(20)), ring.bytes());
    }
}
