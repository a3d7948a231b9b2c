package dev.realtime.core.server;

import dev.realtime.core.Identity;
import java.util.Optional;

/** Turns credentials into an identity (SPI of the application, F2.1). Thread-safe. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Looks at a token. Called once for each connection, on a thread that may block; an exception or error counts as "cannot tell" and
     * refuses the connection for now (503 or close code 1011), without saying why to the client.
     *
     * @param token as the client sent it; never log it
     * @return whom it names, or empty to refuse it
     */
    Optional<Identity> authenticate(String token);
}
