package dev.realtime.client;

import dev.realtime.core.transport.CloseReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a connection, or the attempt to make one, ended.
 *
 * @param reason what to tell the application should it stay closed
 * @param step what follows
 * @param told the delay that the server gave, or null
 */
record Ending(CloseReason reason, NextStep step, @Nullable Duration told) {
    /** The transport closed, and the client did not start it. */
    static Ending closed(CloseReason reason) {
        return new Ending(reason, NextStep.afterClose(reason.code()), null);
    }

    /**
     * The same on a connection on which the server has announced when to come again (protocol rule P16): what would wait a
     * growing delay waits for that moment.
     */
    Ending announced(Duration left) {
        boolean passing = step == NextStep.BACK_OFF || step == NextStep.AT_ONCE_AFTER_PROGRESS;
        return passing ? new Ending(reason, NextStep.AS_ANNOUNCED, left) : this;
    }

    /** The server answered the upgrade with something else than 101. */
    static Ending refused(int status, @Nullable Duration retryAfter) {
        int code = switch (status) {
            case 401 -> CloseReason.UNAUTHENTICATED;
            case 403 -> CloseReason.FORBIDDEN;
            default -> CloseReason.ABNORMAL;
        };
        CloseReason reason = CloseReason.of(code, "the upgrade was refused with status " + status);
        return new Ending(reason, NextStep.afterRefusal(status), retryAfter);
    }

    /** Something failed on this side or in between. */
    static Ending failed(String text) {
        return new Ending(CloseReason.of(CloseReason.ABNORMAL, text), NextStep.BACK_OFF, null);
    }
}
