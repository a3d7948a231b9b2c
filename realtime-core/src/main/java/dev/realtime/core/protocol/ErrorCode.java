package dev.realtime.core.protocol;

import dev.realtime.core.transport.CloseReason;

/** What an {@code error} message says (protocol rule P15). */
public enum ErrorCode {
    /** Not a message of this protocol, or one that breaks its rules. */
    BAD_MESSAGE,
    /** A version of the protocol that this server does not speak. */
    UNSUPPORTED_VERSION,
    /** No valid credentials. */
    UNAUTHENTICATED,
    /** Not allowed, or not there: the two look the same. */
    FORBIDDEN,
    /** Not now; later may work. */
    UNAVAILABLE,
    /** Larger than allowed. */
    TOO_LARGE,
    /** Too many messages or requests. */
    RATE_LIMITED,
    /** Over a limit that waiting does not lift, such as services on a connection. */
    LIMIT_EXCEEDED,
    /** Streaming is switched off for this org. */
    STREAMING_DISABLED,
    /** A fault of the server. */
    INTERNAL;

    /**
     * The close code that follows when the connection cannot go on (protocol section 6).
     *
     * @return a WebSocket close code
     */
    public int closeCode() {
        return switch (this) {
            case BAD_MESSAGE, UNSUPPORTED_VERSION -> CloseReason.BAD_MESSAGE;
            case UNAUTHENTICATED -> CloseReason.UNAUTHENTICATED;
            case FORBIDDEN -> CloseReason.FORBIDDEN;
            case TOO_LARGE -> CloseReason.TOO_LARGE;
            case RATE_LIMITED -> CloseReason.RATE_LIMITED;
            case LIMIT_EXCEEDED -> CloseReason.OVER_CAP;
            case UNAVAILABLE, STREAMING_DISABLED, INTERNAL -> CloseReason.INTERNAL_ERROR;
        };
    }
}
