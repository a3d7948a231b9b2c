package dev.realtime.tests.sim;

import dev.realtime.core.Identity;
import dev.realtime.testkit.ManualScheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who may receive what in one world, and how long tokens hold. */
final class Rights {
    private final ManualScheduler time;
    private final Set<String> denied = new HashSet<>();
    private final Map<String, Integer> asked = new HashMap<>(); // by org, user and service: how often
    private boolean failing;

    Rights(ManualScheduler time) {
        this.time = time;
    }

    /** A token, which holds for a time, or for ever if that is null. */
    String token(String user, String org, Duration life) {
        return user + "@" + org + "@" + (life == null ? "" : time.wallClock().plus(life));
    }

    Optional<Identity> authenticate(String token) {
        String[] parts = token.split("@", 3);
        Identity identity = Identity.of(parts[1], parts[0]);
        return Optional.of(parts[2].isEmpty() ? identity : identity.expiresAt(Instant.parse(parts[2])));
    }

    boolean mayReceive(Identity identity, String service) {
        if (failing) {
            throw new IllegalStateException("nobody knows");
        }
        asked.merge(identity.org() + "/" + identity.user() + "/" + service, 1, Integer::sum);
        return !isDenied(identity.org(), identity.user(), service);
    }

    /** How often the server has looked at a right: at each subscription, and for each new token. */
    int asked(String org, String user, String service) {
        return asked.getOrDefault(org + "/" + user + "/" + service, 0);
    }

    boolean isDenied(String org, String user, String service) {
        return denied.contains(org + "/" + user + "/" + service);
    }

    void deny(String org, String user, String service) {
        denied.add(org + "/" + user + "/" + service);
    }

    void allow(String org, String user, String service) {
        denied.remove(org + "/" + user + "/" + service);
    }

    /** Whether the application's own store of rights is down. */
    void fail(boolean now) {
        failing = now;
    }
}
