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

    /** 128 random bits in hexadecimal. */
    String id() {
        byte[] bits = new byte[16];
        synchronized (random) { // the broker may use the same one
            random.nextBytes(bits);
        }
        return HexFormat.of().formatHex(bits);
    }

    /** Uniform in [0, 1). */
    double fraction() {
        synchronized (random) {
            return random.nextDouble();
        }
    }
}
