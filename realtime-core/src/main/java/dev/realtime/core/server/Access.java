package dev.realtime.core.server;

import dev.realtime.core.Identity;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may come in, and receive what (protocol rules P1 to P3, F2). Thread-safe. */
final class Access {
    static final String SUBPROTOCOL = "realtime.v1";

    private static final Logger LOG = LoggerFactory.getLogger(Access.class);
    private static final String TOKEN_PREFIX = "bearer.";

    /** What a check found out. */
    enum Check {
        ALLOWED,
        DENIED,
        /** The application's code failed: nobody knows. */
        FAILED
    }

    /** The outcome of looking at a token. */
    record Known(Check check, @Nullable Identity identity) {
        static final Known DENIED = new Known(Check.DENIED, null);
        static final Known FAILED = new Known(Check.FAILED, null);
    }

    /** What the application has decided; origins in lower case. */
    record Rules(
            Authenticator authenticator, Authorizer authorizer, Set<String> origins, Set<TokenPlace> tokenPlaces) {}

    private final Rules rules;
    private final Scheduler scheduler;
    private final AtomicInteger unauthenticated = new AtomicInteger();

    Access(Rules rules, Scheduler scheduler) {
        this.rules = rules;
        this.scheduler = scheduler;
    }

    /** How many connections wait for their authentication. */
    AtomicInteger unauthenticated() {
        return unauthenticated;
    }

    Admission admit(UpgradeRequest request, int maxUnauthenticated) {
        if (!isAllowedOrigin(request.origin(), request.host())) {
            return new Admission.Refused(403, null, "origin not allowed");
        }
        String subprotocol = request.subprotocols().contains(SUBPROTOCOL) ? SUBPROTOCOL : null;
        String token = token(request);
        if (token == null) {
            if (!rules.tokenPlaces().contains(TokenPlace.HANDSHAKE)) {
                return new Admission.Refused(401, null, "no credentials");
            }
            boolean room = unauthenticated.get() < maxUnauthenticated;
            return room
                    ? new Admission.Admitted(null, subprotocol)
                    : new Admission.Refused(503, Duration.ofSeconds(10), "too many unauthenticated connections");
        }
        Known known = authenticate(token);
        return switch (known.check()) {
            case ALLOWED -> new Admission.Admitted(known.identity(), subprotocol);
            case DENIED -> new Admission.Refused(401, null, "bad credentials");
            case FAILED -> new Admission.Refused(503, Duration.ofSeconds(5), "cannot authenticate now");
        };
    }

    /** The token of the first place that holds one (protocol rule P1); an empty one counts, and is bad. */
    private @Nullable String token(UpgradeRequest request) {
        String authorization = request.authorization();
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        if (authorization != null && bearer && rules.tokenPlaces().contains(TokenPlace.AUTHORIZATION)) {
            return authorization.substring(7).trim(); // another scheme holds no token: a proxy's, say
        }
        if (rules.tokenPlaces().contains(TokenPlace.SUBPROTOCOL)) {
            for (String entry : request.subprotocols()) {
                if (entry.startsWith(TOKEN_PREFIX)) {
                    return entry.substring(TOKEN_PREFIX.length());
                }
            }
        }
        return rules.tokenPlaces().contains(TokenPlace.QUERY) ? request.queryToken() : null;
    }

    Known authenticate(String token) {
        if (token.isEmpty()) {
            return Known.DENIED;
        }
        Optional<Identity> identity;
        try {
            identity = rules.authenticator().authenticate(token);
        } catch (RuntimeException | Error e) { // whatever it is, it is this connection's only
            LOG.atError().setCause(e).log("the authenticator failed");
            return Known.FAILED;
        }
        return identity.filter(known -> !isExpired(known))
                .map(known -> new Known(Check.ALLOWED, known))
                .orElse(Known.DENIED);
    }

    /** The last place for a token, looked at when no other held one. */
    Known authenticateHandshake(@Nullable String token) {
        return token != null && rules.tokenPlaces().contains(TokenPlace.HANDSHAKE) ? authenticate(token) : Known.DENIED;
    }

    private boolean isExpired(Identity identity) {
        return identity.expiresAt() != null && !identity.expiresAt().isAfter(scheduler.wallClock());
    }

    Check authorize(Identity identity, String service) {
        try {
            return rules.authorizer().mayReceive(identity, service) ? Check.ALLOWED : Check.DENIED;
        } catch (RuntimeException | Error e) { // whatever it is, it is this connection's only
            LOG.atError().addKeyValue("service", service).setCause(e).log("the authorizer failed");
            return Check.FAILED;
        }
    }

    /** No origin is no browser; the same host is the same origin; everything else must be on the list, to the letter. */
    private boolean isAllowedOrigin(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        if (rules.origins().contains(lower)) {
            return true;
        }
        return host != null && List.of("https://", "http://").stream().anyMatch(scheme -> isSame(lower, scheme, host));
    }

    private static boolean isSame(String origin, String scheme, String host) {
        String port = scheme.equals("https://") ? ":443" : ":80";
        String plainHost = host.toLowerCase(Locale.ROOT);
        return origin.equals(scheme + plainHost) || (origin + port).equals(scheme + plainHost);
    }
}
