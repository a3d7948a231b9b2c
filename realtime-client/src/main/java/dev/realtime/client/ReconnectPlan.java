package dev.realtime.client;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Says when to come again (F3.2, protocol section 6). The delays grow until a connection has proved good, so that a server that
 * accepts and drops is not stormed. On the client's queue.
 */
final class ReconnectPlan {
    /** What a connection was worth, from nothing to most. */
    enum Worth {
        /** Not accepted, or dropped soon after. */
        NOTHING,
        /** Accepted, and a ping came or 30 s passed. */
        PROVED,
        /** A position moved. */
        PROGRESS
    }

    private final Delays delays;
    private final boolean canRenewToken;
    private int failures; // attempts in a row since a connection proved good
    private boolean tokenRenewed; // since the last ack

    ReconnectPlan(Delays delays, boolean canRenewToken) {
        this.delays = delays;
        this.canRenewToken = canRenewToken;
    }

    /** The server has accepted the client, and so its token. */
    void acknowledged() {
        tokenRenewed = false;
    }

    /** How many attempts there were since a connection last proved good, the one that was planned last included. */
    int attempt() {
        return failures;
    }

    /**
     * Plans the next attempt.
     *
     * @param ending how the last one ended
     * @param worth what it was worth
     * @return how long to wait before it, or empty to stay closed
     */
    Optional<Duration> next(Ending ending, Worth worth) {
        if (worth != Worth.NOTHING) {
            failures = 0;
        }
        Optional<Duration> delay = switch (ending.step()) {
            case STAY_CLOSED -> Optional.empty();
            case RENEW_TOKEN -> renewToken();
            case BACK_OFF -> backOff();
            case BACK_OFF_LONGEST -> Optional.of(delays.longest());
            case AT_ONCE_AFTER_PROGRESS -> worth == Worth.PROGRESS ? Optional.of(Duration.ZERO) : backOff();
            case AS_TOLD -> ending.told() == null ? backOff() : Optional.of(delays.given(ending.told()));
            case AS_ANNOUNCED -> announced(Objects.requireNonNull(ending.told()));
        };
        failures++;
        return delay;
    }

    private Optional<Duration> backOff() {
        return Optional.of(delays.afterFailures(failures));
    }

    /** As announced; but a server that does nothing else than sending clients away is not stormed either. */
    private Optional<Duration> announced(Duration left) {
        if (failures == 0) {
            return Optional.of(left);
        }
        return backOff().map(delay -> delay.compareTo(left) > 0 ? delay : left);
    }

    private Optional<Duration> renewToken() {
        if (!canRenewToken || tokenRenewed) {
            return Optional.empty();
        }
        tokenRenewed = true;
        return backOff(); // not at once: after an outage every client is here
    }
}
