package dev.realtime.core;

/**
 * A place in a channel's log. {@code seq} counts 1, 2, 3 ... inside an epoch; {@code (epoch, 0)} is the place before the
 * first publication. Immutable.
 *
 * @param epoch names one unbroken history, {@code [A-Za-z0-9_-]{1,16}} (protocol rule D5)
 * @param seq the sequence number, 0 to 2^53 - 1
 */
public record Position(String epoch, long seq) {
    /** The largest sequence number: what every JSON reader holds exactly (protocol rule D5). */
    public static final long MAX_SEQ = (1L << 53) - 1;

    /**
     * Checks both parts.
     *
     * @throws IllegalArgumentException if a part is out of range
     */
    public Position {
        if (seq < 0 || seq > MAX_SEQ) {
            throw new IllegalArgumentException("seq must be 0 to 2^53 - 1 but was " + seq);
        }
        if (!isEpoch(epoch)) {
            throw new IllegalArgumentException("epoch must match [A-Za-z0-9_-]{1,16}");
        }
    }

    /**
     * Tells whether a text can name an epoch.
     *
     * @param name the text to look at
     * @return whether it is 1 to 16 letters, digits, hyphens or underscores
     */
    public static boolean isEpoch(String name) {
        int length = name.length();
        if (length == 0 || length > 16) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!isEpochCharacter(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEpochCharacter(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
    }

    /**
     * The place with another sequence number in the same epoch.
     *
     * @param otherSeq the sequence number, 0 to 2^53 - 1
     * @return the position
     */
    public Position at(long otherSeq) {
        return otherSeq == seq ? this : new Position(epoch, otherSeq);
    }

    /**
     * Reads what {@link #toString} shows.
     *
     * @param text such as {@code Zk1.40}
     * @return the position
     * @throws IllegalArgumentException if it is none; the message holds it
     */
    public static Position parse(String text) {
        int dot = text.lastIndexOf('.');
        try {
            return new Position(text.substring(0, Math.max(0, dot)), Long.parseLong(text.substring(dot + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a position is epoch.seq but was " + text, e);
        }
    }

    /** Shows the position as {@code epoch.seq}. */
    @Override
    public String toString() {
        return epoch + "." + seq;
    }
}
