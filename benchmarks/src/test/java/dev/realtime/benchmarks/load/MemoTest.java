package dev.realtime.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoTest {
    private int digests;

    private final Memo memo = new Memo(new Dialect() {
        @Override
        public String path(Seat seat) {
            return "/";
        }

        @Override
        public Conversation converse(Seat seat) {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable Object digest(Message message) {
            digests++;
            return message.between("\"seq\":", ",");
        }
    });

    private static Message text(String text) {
        return new Message(text.getBytes(StandardCharsets.UTF_8), true);
    }

    @Test
    void events_are_found_in_any_envelope() {
        Decoded batch = memo.decode(
                text("{\"seq\":9,\"timestamp\":\"x\",\"messages\":[{\"data\":{\"t\":70,\"n\":5,\"p\":\"\"}},"
                        + "{\"data\":{\"t\":70,\"n\":6}},{\"data\":{\"t\":80,\"n\":7}}]}"));
        Decoded escaped = memo.decode(text("42[\"event\",\"{\\\"t\\\":70,\\\"n\\\":12}\"]"));

        assertEquals(3, batch.count());
        assertEquals(5, batch.first());
        assertEquals(7, batch.last());
        assertTrue(batch.isContiguous());
        assertEquals(2, batch.runs());
        assertEquals(2, batch.count(0));
        assertEquals(80, batch.time(1));
        assertEquals("9", batch.digest());
        assertEquals(12, escaped.first());
        assertSame(Decoded.NOTHING, memo.decode(text("{\"type\":\"ping\",\"t\":\"n\",\"n\":1}")));
    }

    @Test
    void numbers_with_a_hole_are_not_contiguous() {
        assertFalse(memo.decode(text("{\"t\":1,\"n\":5}{\"t\":1,\"n\":7}")).isContiguous());
    }

    @Test
    void the_same_bytes_are_looked_at_once() {
        Decoded first = memo.decode(text("{\"seq\":1,\"t\":70,\"n\":5}"));

        assertSame(first, memo.decode(text("{\"seq\":1,\"t\":70,\"n\":5}")));
        assertEquals(1, memo.misses());
        assertEquals(1, digests);
        assertEquals(6, memo.decode(text("{\"seq\":1,\"t\":70,\"n\":6}")).first());
        assertEquals(2, memo.misses());
    }

    @Test
    void a_table_that_is_full_forgets_but_never_mixes_up() {
        for (int round = 0; round < 2; round++) {
            for (int n = 0; n < 50_000; n++) {
                assertEquals(n, memo.decode(text("{\"t\":70,\"n\":" + n + "}")).first());
            }
        }
    }

    @Test
    void gzip_is_inflated() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write("{\"seq\":3,\"t\":70,\"n\":5}".getBytes(StandardCharsets.UTF_8));
        }
        Decoded decoded = memo.decode(new Message(out.toByteArray(), false));

        assertEquals(5, decoded.first());
        assertEquals("3", decoded.digest());
    }

    @Test
    void every_byte_counts_in_the_hash() {
        byte[] bytes = new byte[100];
        long hash = Memo.hash(bytes, 0, 100);
        for (int i = 0; i < 100; i++) {
            bytes[i] = 1;
            assertNotEquals(hash, Memo.hash(bytes, 0, 100), "byte " + i);
            bytes[i] = 0;
        }
        assertNotEquals(hash, Memo.hash(bytes, 0, 99));
    }
}
