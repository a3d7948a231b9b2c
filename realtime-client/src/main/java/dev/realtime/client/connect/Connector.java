package dev.realtime.client.connect;

import dev.realtime.core.transport.Transport;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Opens WebSocket connections (SPI). An implementation knows how to connect and nothing of what is said. It keeps no time
 * limit of its own that matters: the client cancels an attempt that takes too long. Thread-safe.
 */
public interface Connector {
    /**
     * Starts to connect. Never blocks; the listener hears the outcome, on any thread, also before this call returns.
     *
     * @param upgrade what to ask for
     * @param listener hears the outcome of this one attempt, then the frames and the close
     * @return to give up with
     */
    Attempt connect(Upgrade upgrade, Listener listener);

    /**
     * What to ask the server for.
     *
     * @param uri where; {@code ws} or {@code wss}
     * @param token sent as {@code Authorization: Bearer} to this host only, never to where a redirect points; null for none
     */
    record Upgrade(URI uri, @Nullable String token) {
        /** Shows host and path; the token and the query, which may hold one, are left out. */
        @Override
        public String toString() {
            return "Upgrade[" + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath() + "]";
        }
    }

    /** One try to connect. */
    @FunctionalInterface
    interface Attempt {
        /**
         * Gives up. What still opens is closed by the connector, or by the listener if it hears of it. No effect once
         * {@link Listener#onOpened} has been called: the transport is closed instead. Never blocks; calls after the first do
         * nothing.
         */
        void cancel();
    }

    /**
     * Hears of one attempt. Called serially. The first call is exactly one of {@link #onOpened}, {@link #onRefused} and
     * {@link #onFailed}, or none at all after {@link Attempt#cancel}; only after {@code onOpened} follow the calls of
     * {@link Transport.Listener}. No call may block.
     */
    interface Listener extends Transport.Listener {
        /**
         * The upgrade succeeded.
         *
         * @param transport the client's end of the pipe
         */
        void onOpened(Transport transport);

        /**
         * The server answered the upgrade with something else than 101.
         *
         * @param status the HTTP status; redirects are not followed
         * @param retryAfter what its {@code Retry-After} says, or null
         */
        void onRefused(int status, @Nullable Duration retryAfter);

        /**
         * There was no answer: no route, no name, no TLS, no HTTP.
         *
         * @param cause what went wrong
         */
        void onFailed(Throwable cause);
    }
}
