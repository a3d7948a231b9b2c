package dev.realtime.core.transport;

import java.nio.charset.StandardCharsets;

/**
 * Why a transport ended: a WebSocket close code and a short text (protocol section 6). Immutable.
 *
 * @param code the close code, 1000 to 4999
 * @param text for people; at most 123 bytes in UTF-8, which is what a close frame holds (RFC 6455, 5.5); cut when longer
 */
public record CloseReason(int code, String text) {
    /** Done: whoever closes with it wanted to. */
    public static final int NORMAL = 1000;
    /** The other end goes away, or the application stops. */
    public static final int GOING_AWAY = 1001;
    /** The other end broke the WebSocket protocol. */
    public static final int PROTOCOL_ERROR = 1002;
    /** No close frame came: the network failed. Never sent. */
    public static final int ABNORMAL = 1006;
    /** A fault of the server. */
    public static final int INTERNAL_ERROR = 1011;
    /** A handshake or message that breaks the protocol. */
    public static final int BAD_MESSAGE = 4400;
    /** Not authenticated, or expired. */
    public static final int UNAUTHENTICATED = 4401;
    /** Forbidden: origin, every service refused, or revoked. */
    public static final int FORBIDDEN = 4403;
    /** The handshake did not come in time. */
    public static final int HANDSHAKE_TIMEOUT = 4408;
    /** A newer connection of the same client instance took over. */
    public static final int REPLACED = 4409;
    /** A message was larger than allowed. */
    public static final int TOO_LARGE = 4413;
    /** Too many messages or unanswered requests. */
    public static final int RATE_LIMITED = 4429;
    /** A frame or a promised pong did not get through in time. */
    public static final int STALLED = 4480;
    /** Over a cap of connections. */
    public static final int OVER_CAP = 4481;
    /** The server drains: the client has been told when to come back. */
    public static final int DRAINED = 4503;

    private static final int MAX_TEXT_BYTES = 123;

    /**
     * Checks the code and cuts the text.
     *
     * @throws IllegalArgumentException if the code is not 1000 to 4999
     */
    public CloseReason {
        if (code < 1000 || code > 4999) {
            throw new IllegalArgumentException("close code must be 1000 to 4999 but was " + code);
        }
        while (text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
    }

    /**
     * A reason.
     *
     * @param code the close code, 1000 to 4999
     * @param text for people; cut to 123 bytes
     * @return the reason
     */
    public static CloseReason of(int code, String text) {
        return new CloseReason(code, text);
    }

    /** Shows code and text. */
    @Override
    public String toString() {
        return text.isEmpty() ? Integer.toString(code) : code + " " + text;
    }
}
