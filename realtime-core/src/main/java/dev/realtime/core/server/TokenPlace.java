package dev.realtime.core.server;

/** Where a client may put its token; looked at in this order (protocol rule P1). */
public enum TokenPlace {
    /** {@code Authorization: Bearer T}. */
    AUTHORIZATION,
    /** An entry {@code bearer.T} of {@code Sec-WebSocket-Protocol}. */
    SUBPROTOCOL,
    /** The query parameter {@code access_token}. It may end up in a proxy's log; browsers cannot set headers. */
    QUERY,
    /** The handshake's {@code token}. */
    HANDSHAKE
}
