package dev.realtime.core;

import java.util.Locale;
import java.util.Optional;

/** Why publications will not come (protocol rule P11). */
public enum GapReason {
    /** Retention has moved past the position. */
    TRIMMED,
    /** The position belongs to another history of the channel. */
    EPOCH,
    /** The end of the history that the position belongs to was lost in a failover. */
    TAIL_LOST,
    /** The position is beyond the newest publication. */
    AHEAD,
    /** It is not known what the position refers to. */
    UNKNOWN_POSITION,
    /** The connection read so slowly that retention overtook it. */
    SLOW_CONSUMER,
    /** The position was reached with another filter. */
    FILTER,
    /** The same message got lost twice on its way; said by the client itself (protocol rule P10). */
    TRANSIT;

    private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /**
     * The reason as it stands in messages.
     *
     * @return the name in lower case with hyphens, such as {@code tail-lost}
     */
    public String wireName() {
        return wireName;
    }

    /**
     * Finds the reason that a message names.
     *
     * @param name as in messages
     * @return the reason, or empty for one that this version does not know
     */
    public static Optional<GapReason> ofWireName(String name) {
        for (GapReason reason : values()) {
            if (reason.wireName.equals(name)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
