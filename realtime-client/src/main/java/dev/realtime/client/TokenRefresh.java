package dev.realtime.client;

import dev.realtime.core.protocol.ClientMessage;
import dev.realtime.core.protocol.ServerMessage;
import dev.realtime.core.schedule.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Renews the token of a connection before it expires (protocol rule P6, F2.4). Asks the supplier when a fifth of the time is
 * left, but not more than 60 s before the end, since a supplier that keeps tokens would only give the same one again, and not
 * less than 1 s, so that the answer comes in time. That time is spread down to its half, so that tokens of one hour do not come
 * back together. Where the token is not renewed, for whatever reason, the same goes for the time that is left then, until it is
 * less than 2 s: the server closes with 4401, and the next attempt asks for a token anyway. On the client's queue.
 */
final class TokenRefresh {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MAX_LEAD = 60 * SECOND;
    private static final long MIN_LEFT = 2 * SECOND;
    private static final Duration MAX_LIFETIME = Duration.ofDays(365);

    private final QueueClock clock;
    private final Requests requests;
    private final @Nullable Supplier<Application.@Nullable Token> tokens;
    private final RandomGenerator random;
    private final Counters counters;
    private Scheduler.Timer timer = Scheduler.Timer.NONE;
    private @Nullable Instant expiry; // as the server says
    private long end; // nanoTime of the expiry

    TokenRefresh(QueueClock clock, Requests requests, Lasting lasting) {
        this.clock = clock;
        this.requests = requests;
        this.tokens = lasting.tokens();
        this.random = lasting.random();
        this.counters = lasting.counters();
    }

    /** Hears every ack. Both of its times are by the server's clock, so that a wrong clock here does not matter. */
    void heard(ServerMessage.Ack ack) {
        Instant said = ack.tokenExpiresAt();
        if (said == null) {
            expiry = null;
            timer.cancel();
        } else if (!said.equals(expiry)) {
            expiry = said;
            end = clock.now() + lifetime(ack.timestamp(), said).toNanos();
            plan();
        }
    }

    /** From nothing to {@link #MAX_LIFETIME}, whatever a server says: nanoseconds do not hold more than 292 years. */
    private static Duration lifetime(Instant from, Instant to) {
        Duration lifetime = Duration.between(from, to);
        if (lifetime.isNegative()) {
            return Duration.ZERO;
        }
        return lifetime.compareTo(MAX_LIFETIME) > 0 ? MAX_LIFETIME : lifetime;
    }

    private void plan() {
        timer.cancel();
        long left = end - clock.now();
        if (tokens == null || left < MIN_LEFT) {
            return;
        }
        long lead = Math.min(MAX_LEAD, left / 5);
        long spread = lead / 2 + (long) (random.nextDouble() * (lead - lead / 2));
        timer = clock.after(Duration.ofNanos(left - Math.max(SECOND, spread)), () -> ask(tokens));
    }

    private void ask(Supplier<Application.@Nullable Token> supplier) {
        Application.Token token = supplier.get();
        if (token == null || token.text() == null) {
            plan();
            return;
        }
        long id = requests.nextId();
        requests.send(id, new ClientMessage.Refresh(id, token.text()), new Requests.Answer() {
            @Override
            public void onAck(ServerMessage.Ack ack) {
                counters.tokenRefreshes.incrementAndGet();
                plan(); // for a token that expires when the one before did; another end replaces it
            }

            @Override
            public void onFailure(ServerMessage.Failure failure) {
                plan();
            }
        });
    }

    /** The connection has ended. */
    void close() {
        timer.cancel();
    }
}
