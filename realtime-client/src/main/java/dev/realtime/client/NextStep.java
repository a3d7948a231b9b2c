package dev.realtime.client;

/** What a client does after a connection ended or an upgrade was refused: the table of protocol section 6. */
enum NextStep {
    /** Does not come again by itself. */
    STAY_CLOSED,
    /** Comes again after a growing delay. */
    BACK_OFF,
    /** Comes again after the longest delay. */
    BACK_OFF_LONGEST,
    /** Comes again once, with a token that the supplier is asked for anew; then stays closed. */
    RENEW_TOKEN,
    /** Comes again at once if the connection moved a position, else after a growing delay. */
    AT_ONCE_AFTER_PROGRESS,
    /** Comes again after the delay that the server gave, else after a growing one. */
    AS_TOLD,
    /** Comes again at the moment that the server announced on the connection that ended (protocol rule P16). */
    AS_ANNOUNCED;

    /**
     * The step after a close that the client did not start.
     *
     * @param code the close code, 1000 to 4999
     */
    static NextStep afterClose(int code) {
        return switch (code) {
            case 1002, 1003, 1007, 1009, 4481 -> BACK_OFF_LONGEST;
            case 4401 -> RENEW_TOKEN;
            case 4408, 4429 -> BACK_OFF;
            case 4480 -> AT_ONCE_AFTER_PROGRESS;
            default -> code >= 4400 && code <= 4479 ? STAY_CLOSED : BACK_OFF;
        };
    }

    /**
     * The step after an upgrade that the server answered with something else than 101. Statuses that the table leaves out
     * follow their class: a redirect may be a captive portal and rests long, the others say that there is no WebSocket.
     *
     * @param status the HTTP status
     */
    static NextStep afterRefusal(int status) {
        return switch (status) {
            case 401 -> RENEW_TOKEN;
            case 429, 503 -> AS_TOLD;
            default -> {
                if (status >= 500) {
                    yield BACK_OFF;
                }
                yield status >= 300 && status < 400 ? BACK_OFF_LONGEST : STAY_CLOSED;
            }
        };
    }
}
