package dev.realtime.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;

/**
 * What a peer may send that it must not. The first ones break RFC 6455, the last ones the protocol of this library, in frames that
 * are right. {@link #why} says what is wrong, {@link #codes} how the other end may close.
 */
@SuppressWarnings("ImmutableEnumChecker") // functions without state, and sets that nobody changes
public enum BadFrame {
    /** An opcode that means nothing. */
    RESERVED_OPCODE(
            "opcode 3 is reserved: who does not know an opcode fails the connection (RFC 6455, 5.2)",
            BadFrames::reservedOpcode,
            Set.of(1002),
            false),
    /** A reserved bit without an extension. */
    RSV_SET(
            "RSV1 is set though no extension was negotiated: the connection fails (RFC 6455, 5.2)",
            BadFrames::rsvSet,
            Set.of(1002),
            false),
    /** Not masked by a client, masked by a server. */
    WRONG_MASK(
            "a client must mask and a server must not: the other end closes, and may say 1002 (RFC 6455, 5.1)",
            BadFrames::wrongMask,
            Set.of(1002),
            false),
    /** A short length in eight bytes. */
    OVERLONG_LENGTH(
            "a length must be written in as few bytes as it needs; what the other end does is left open (RFC 6455, 5.2)",
            BadFrames::overlongLength,
            Set.of(1002),
            true),
    /** A length whose first bit is set. */
    NEGATIVE_LENGTH(
            "the first bit of a length of eight bytes must be 0 (RFC 6455, 5.2)",
            BadFrames::negativeLength,
            Set.of(1002, 1009),
            false),
    /** A text that is no UTF-8. */
    BAD_UTF8("a text that is no UTF-8 fails the connection (RFC 6455, 8.1)", BadFrames::badUtf8, Set.of(1007), false),
    /** A ping in parts. */
    CONTROL_FRAGMENTED(
            "control frames must not be fragmented (RFC 6455, 5.5)", BadFrames::controlFragmented, Set.of(1002), false),
    /** A ping of 126 bytes. */
    CONTROL_126("control frames have at most 125 bytes (RFC 6455, 5.5)", BadFrames::control126, Set.of(1002), false),
    /** A continuation of nothing. */
    CONTINUATION_FIRST(
            "a continuation continues no message (RFC 6455, 5.4)", BadFrames::continuationFirst, Set.of(1002), false),
    /** A message within a message. */
    INTERLEAVED_MESSAGE(
            "a new message begins while another one is not finished (RFC 6455, 5.4)",
            BadFrames::interleavedMessage,
            Set.of(1002),
            false),
    /** Half a close code. */
    CLOSE_1BYTE("a close code has two bytes (RFC 6455, 5.5.1)", BadFrames::close1Byte, Set.of(1002), false),
    /** A code that stands for none. */
    CLOSE_CODE_1005(
            "1005 means that there was no code, and is never sent (RFC 6455, 7.4.1)",
            BadFrames::closeCode1005,
            Set.of(1002),
            false),
    /** A reason that is no UTF-8. */
    CLOSE_BAD_UTF8(
            "the reason of a close frame is UTF-8 (RFC 6455, 5.5.1 and 8.1)",
            BadFrames::closeBadUtf8,
            Set.of(1007, 1002),
            false),
    /** A frame of 2^62 bytes, as it says, and 200 KiB of it. */
    HUGE_DECLARED_LENGTH(
            "a frame announces 2^62 bytes: nobody may reserve memory for what is only announced (RFC 6455, 10.4)",
            BadFrames::hugeDeclaredLength,
            Set.of(1009, 4413),
            false),
    /** 80,000 parts of one byte. */
    TINY_FRAGMENTS(
            "each part costs far more than it carries: a limit of size or parts, or a message that is no JSON"
                    + " (RFC 6455, 10.4; P4)",
            BadFrames::tinyFragments,
            Set.of(1008, 1009, 4400, 4413),
            true),

    /** A type that nobody knows. */
    UNKNOWN_TYPE(
            "an unknown type: a request is refused, a server's message ignored (P6, P10)",
            BadFrames::unknownType,
            Set.of(4400),
            true),
    /** A message without a member that it must have. */
    MISSING_FIELD(
            "a member is missing: a request is refused, a server's message dropped (P6, P10)",
            BadFrames::missingField,
            Set.of(4400),
            true),
    /** Arrays in arrays, 10,000 deep. */
    DEEP_JSON(
            "JSON that is nested deeper than any stack is: not read (P4, P10)",
            BadFrames::deepJson,
            Set.of(4400),
            true),
    /** A number of 5,000 digits. */
    HUGE_NUMBER(
            "a number of 5,000 digits takes long to read, so nobody does (P4, P10)",
            BadFrames::hugeNumber,
            Set.of(4400),
            true),
    /** A member that stands twice. */
    DUPLICATE_KEYS(
            "a member stands twice: two readers may see different messages; servers refuse it (P4)",
            BadFrames::duplicateKeys,
            Set.of(4400),
            true),
    /** From a server an event that is old, from a client a report that goes back. */
    SEQ_BACKWARDS(
            "a position goes back: a duplicate, which changes nothing (P6, P10)",
            BadFrames::seqBackwards,
            Set.of(),
            true),
    /** A position of an epoch that is over. */
    EPOCH_REUSE(
            "an epoch that is over comes back: a client subscribes anew, a server answers with a gap (P10, P11)",
            BadFrames::epochReuse,
            Set.of(),
            true),
    /** From a server an answer to no request, from a client a report beyond the head. */
    ACK_FUTURE("what has not been sent is acknowledged: ignored (P6, P7)", BadFrames::ackFuture, Set.of(), true),
    /** 32 MiB of spaces in about 32 KiB of gzip. */
    GZIP_BOMB(
            "a binary frame that inflates to far more than allowed: a client stops inflating, a server takes no gzip"
                    + " (P17, P18)",
            BadFrames::gzipBomb,
            Set.of(4400, 4413, 1009),
            true);

    /**
     * What messages refer to.
     *
     * @param service a service that the connection has subscribed
     * @param epoch its epoch
     * @param seq where the client stands in it; 1 or more
     */
    public record Place(String service, String epoch, long seq) {
        /** Service {@code finance} in epoch {@code e} at 40. */
        public static final Place DEFAULT = new Place("finance", "e", 40);
    }

    /** Makes the frames that it takes. */
    @FunctionalInterface
    interface Recipe {
        List<RawFrame> frames(Side from, Place place);
    }

    private final String why;
    private final Recipe recipe;
    private final Set<Integer> codes;
    private final boolean mayGoOn;

    BadFrame(String why, Recipe recipe, Set<Integer> codes, boolean mayGoOn) {
        this.why = why;
        this.recipe = recipe;
        this.codes = codes;
        this.mayGoOn = mayGoOn;
    }

    /**
     * What is wrong, and with which rule; a P is one of this library's protocol.
     *
     * @return one sentence
     */
    public String why() {
        return why;
    }

    /**
     * The codes with which the other end may close.
     *
     * @return none where it has no reason to
     */
    public Set<Integer> codes() {
        return codes;
    }

    /**
     * Whether the other end may also refuse or ignore it, and go on.
     *
     * @return false where the connection must end
     */
    public boolean mayGoOn() {
        return mayGoOn;
    }

    /**
     * What stands on the wire, at the default place.
     *
     * @param from who sends it
     * @return the bytes
     */
    public byte[] bytes(Side from) {
        return bytes(from, Place.DEFAULT);
    }

    /**
     * What stands on the wire.
     *
     * @param from who sends it
     * @param place what it refers to
     * @return the bytes
     */
    public byte[] bytes(Side from, Place place) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        recipe.frames(from, place).forEach(frame -> out.writeBytes(frame.encode(from)));
        return out.toByteArray();
    }
}
