package dev.realtime.core.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.transport.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol rules P17 and P18: messages in frames. */
class FrameCodecTest {
    private static byte[] json(int size) {
        byte[] json = new byte[size];
        Arrays.fill(json, (byte) ' ');
        json[0] = '{';
        json[size - 1] = '}';
        return json;
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static ErrorCode refusal(Frame frame, int maxBytes) {
        return assertThrows(ProtocolException.class, () -> FrameCodec.decode(frame, maxBytes))
                .code();
    }

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void P17_what_was_encoded_is_decoded(Encoding encoding) throws ProtocolException {
        for (int size : new int[] {2, 1_024, 1_025, 100_000}) {
            assertArrayEquals(json(size), FrameCodec.decode(FrameCodec.encode(json(size), encoding), 100_000));
        }
    }

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void P17_above_1_024_bytes_are_gzip_for_who_wants_it_and_a_binary_frame(Encoding encoding) {
        Frame small = FrameCodec.encode(json(1_024), encoding);
        Frame large = FrameCodec.encode(json(1_025), encoding);
        assertEquals(!encoding.isBinary(), small.isText());
        assertEquals('{', small.bytes()[0]);
        assertEquals(encoding == Encoding.TEXT, large.isText());
        assertEquals(encoding.isGzip() ? 0x1f : '{', large.bytes()[0]);
    }

    @Test
    void P17_a_message_that_is_not_compressed_is_not_copied() {
        byte[] json = json(500);
        assertSame(json, FrameCodec.encode(json, Encoding.BINARY_GZIP).bytes());
    }

    @Test
    void P17_gzip_is_told_by_1f_8b_and_in_binary_frames_only() throws ProtocolException {
        byte[] gzip = gzip(json(10));
        assertArrayEquals(json(10), FrameCodec.decode(Frame.binary(gzip), 100));
        assertArrayEquals(gzip, FrameCodec.decode(Frame.text(gzip), 100));
        byte[] other = {0x1f, 0x2b, 0};
        assertArrayEquals(other, FrameCodec.decode(Frame.binary(other), 100));
    }

    @Test
    void P18_a_plain_message_above_the_cap_is_too_large() throws ProtocolException {
        assertEquals(100, FrameCodec.decode(Frame.text(json(100)), 100).length);
        assertEquals(ErrorCode.TOO_LARGE, refusal(Frame.text(json(101)), 100));
    }

    @Test
    void P18_a_message_that_inflates_above_the_cap_is_too_large() throws ProtocolException {
        assertEquals(5_000, FrameCodec.decode(Frame.binary(gzip(json(5_000))), 5_000).length);
        assertEquals(ErrorCode.TOO_LARGE, refusal(Frame.binary(gzip(json(5_001))), 5_000));
    }

    @Test
    void P18_a_bomb_of_64_MiB_is_refused_without_inflating_it() {
        Frame bomb = Frame.binary(gzip(new byte[64 << 20]));
        assertTrue(bomb.size() < 100_000);
        long before = allocated();
        for (int i = 0; i < 20; i++) {
            assertEquals(ErrorCode.TOO_LARGE, refusal(bomb, 100_000));
        }
        long each = (allocated() - before) / 20;
        assertTrue(each < 1_000_000, "allocated " + each);
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 9, 10, 15, 30})
    void P17_gzip_that_is_cut_off_is_a_bad_message(int length) {
        byte[] gzip = gzip("{\"type\":\"something that is long enough\"}".getBytes(StandardCharsets.UTF_8));
        assertEquals(ErrorCode.BAD_MESSAGE, refusal(Frame.binary(Arrays.copyOf(gzip, length)), 1_000));
    }

    @Test
    void P17_gzip_with_a_wrong_check_sum_is_a_bad_message() {
        byte[] gzip = gzip(json(2_000));
        gzip[gzip.length - 8] ^= 1;
        assertEquals(ErrorCode.BAD_MESSAGE, refusal(Frame.binary(gzip), 10_000));
    }

    @Test
    void P17_gzip_of_an_unknown_method_is_a_bad_message() {
        byte[] gzip = gzip(json(2_000));
        gzip[2] = 1;
        assertEquals(ErrorCode.BAD_MESSAGE, refusal(Frame.binary(gzip), 10_000));
    }

    @Test
    void P17_a_frame_of_many_empty_members_is_a_bad_message() {
        byte[] nothing = gzip(new byte[0]);
        byte[] many = new byte[100_000 * nothing.length]; // a client takes 2 MiB
        for (int at = 0; at < many.length; at += nothing.length) {
            System.arraycopy(nothing, 0, many, at, nothing.length);
        }
        assertEquals(ErrorCode.BAD_MESSAGE, refusal(Frame.binary(many), 2 << 20));
    }

    @Test
    void P17_what_follows_the_gzip_is_a_bad_message() {
        byte[] gzip = gzip(json(2_000));
        assertEquals(ErrorCode.BAD_MESSAGE, refusal(Frame.binary(Arrays.copyOf(gzip, gzip.length + 1)), 10_000));
    }

    @Test
    void P17_a_header_may_hold_a_name_a_comment_and_more() throws ProtocolException {
        byte[] plain = gzip(json(2_000));
        byte[] more = "\u0003\u0000xyzname\u0000comment\u0000cc".getBytes(StandardCharsets.ISO_8859_1);
        byte[] full = new byte[plain.length + more.length];
        System.arraycopy(plain, 0, full, 0, 10);
        System.arraycopy(more, 0, full, 10, more.length);
        System.arraycopy(plain, 10, full, 10 + more.length, plain.length - 10);
        full[3] = 2 + 4 + 8 + 16;
        assertArrayEquals(json(2_000), FrameCodec.decode(Frame.binary(full), 10_000));
        full[3] = (byte) 0x80; // not for us
        assertEquals(ErrorCode.BAD_MESSAGE, refusal(Frame.binary(full), 10_000));
    }
}
