package dev.realtime.core.protocol;

import org.jspecify.annotations.Nullable;

/** The peer sent something that breaks the protocol. The message is fit to be sent back: it holds no secret. */
public final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable Long requestId;

    /**
     * A breach that ends the connection.
     *
     * @param code what to answer
     * @param message what is wrong, for the peer's developer
     */
    public ProtocolException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * A breach.
     *
     * @param code what to answer
     * @param message what is wrong, for the peer's developer
     * @param requestId the request that alone is refused, or null when the connection cannot go on
     */
    public ProtocolException(ErrorCode code, String message, @Nullable Long requestId) {
        super(message);
        this.code = code;
        this.requestId = requestId;
    }

    /**
     * What to answer.
     *
     * @return the code
     */
    public ErrorCode code() {
        return code;
    }

    /**
     * The request that is refused.
     *
     * @return its id, or null when the connection cannot go on
     */
    public @Nullable Long requestId() {
        return requestId;
    }
}
