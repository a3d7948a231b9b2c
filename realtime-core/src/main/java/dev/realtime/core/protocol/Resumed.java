package dev.realtime.core.protocol;

import java.util.Locale;

/** How a service of an {@code ack} goes on (protocol rule P7). */
public enum Resumed {
    /** At the head: the client had no position. */
    FRESH,
    /** At the client's position, and everything since then follows. */
    COMPLETE,
    /** A gap follows. */
    GAP,
    /** At a sequence number whose epoch the client did not know (protocol rule P5). */
    UNVERIFIED;

    /**
     * As it stands in messages.
     *
     * @return the name in lower case
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
