package dev.realtime.client;

import dev.realtime.core.protocol.ErrorCode;

/** The server refused what the application asked for (protocol rule P15). The connection goes on as before. */
public final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    RequestException(ErrorCode code) {
        super("the server refused the request: " + code);
        this.code = code;
    }

    /**
     * Why.
     *
     * @return what the server said
     */
    public ErrorCode code() {
        return code;
    }
}
