package dev.realtime.core.server;

import dev.realtime.core.Identity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server's answer to an {@link UpgradeRequest}. */
public sealed interface Admission {
    /**
     * Go on with the upgrade, and hand the transport over to {@link RealtimeServer#open}.
     *
     * @param identity whom the credentials name, or null when the handshake has to bring them
     * @param subprotocol what to answer in {@code Sec-WebSocket-Protocol}, or null for none
     */
    record Admitted(@Nullable Identity identity, @Nullable String subprotocol) implements Admission {}

    /**
     * Refuse the upgrade.
     *
     * @param status the HTTP status: 401, 403 or 503
     * @param retryAfter what to say in {@code Retry-After}, or null
     * @param reason for people; holds no secret
     */
    record Refused(int status, @Nullable Duration retryAfter, String reason) implements Admission {
        /**
         * The close code for a container that cannot refuse (protocol rule P2).
         *
         * @return 4401, 4403, or 1013 for 503
         */
        public int closeCode() {
            return switch (status) {
                case 401 -> 4401;
                case 403 -> 4403;
                default -> 1013;
            };
        }
    }
}
