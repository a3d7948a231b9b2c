package dev.realtime.core.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Ids and spread from one injected source of chance. Thread-safe. */
final class Chance {
    @GuardedBy("random")
    private final RandomGenerator random;

    Chance(RandomGenerator random) {
        this.random = random;
    }

    /** Half of an id. */
    long bits() {
        synchronized (random) { // the broker may use the same one
            return random.nextLong();
        }
    }

    /** The text of an id of two halves: 128 bits in hexadecimal. */
    static String id(long high, long low) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }

    /** Uniform in [0, 1). */
    double fraction() {
        synchronized (random) {
            return random.nextDouble();
        }
    }
}
