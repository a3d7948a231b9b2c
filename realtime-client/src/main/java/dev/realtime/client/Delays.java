package dev.realtime.client;

import dev.realtime.core.backoff.BackoffPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before asking again (F3.2). On the client's queue. */
final class Delays {
    /** The longest delay that a server may give. */
    static final Duration MAX_GIVEN = Duration.ofHours(1);

    private final BackoffPolicy policy;
    private final RandomGenerator random;

    Delays(BackoffPolicy policy, RandomGenerator random) {
        this.policy = policy;
        this.random = random;
    }

    /** The delay after so many failures in a row. */
    Duration afterFailures(int failures) {
        return policy.delay(failures, random);
    }

    Duration longest() {
        return policy.longest(random);
    }

    /** The delay that the server gave, kept between the floor, so that nothing spins, and {@link #MAX_GIVEN}. */
    Duration given(Duration delay) {
        if (delay.compareTo(policy.floor()) < 0) {
            return policy.floor();
        }
        return delay.compareTo(MAX_GIVEN) > 0 ? MAX_GIVEN : delay;
    }
}
