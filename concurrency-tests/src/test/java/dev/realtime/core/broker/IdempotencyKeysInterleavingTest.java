package dev.realtime.core.broker;

import dev.realtime.concurrency.Interleavings;
import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Keys that several channels remember in one cache, which itself has no lock (F1.19). */
public class IdempotencyKeysInterleavingTest {
    private static final Channel FINANCE = Channel.of("acme", "finance");
    private static final Position FIRST = new Position("e", 1);
    private static final Position SECOND = new Position("e", 2);

    private final IdempotencyKeys keys = new IdempotencyKeys(Retention.DEFAULT, new Tasks());

    /** Remembers a key. */
    @Operation
    public void remember() {
        keys.remember(FINANCE, "key", FIRST);
    }

    /** Remembers it anew. */
    @Operation
    public void rememberAnew() {
        keys.remember(FINANCE, "key", SECOND);
    }

    /** Remembers another one. */
    @Operation
    public void rememberAnother() {
        keys.remember(FINANCE, "another", FIRST);
    }

    /** Where the key stands, or 0. */
    @Operation
    public long find() {
        Position known = keys.find(FINANCE, "key");
        return known == null ? 0 : known.seq();
    }

    /** Where the other one stands, or 0. */
    @Operation
    public long findAnother() {
        Position known = keys.find(FINANCE, "another");
        return known == null ? 0 : known.seq();
    }

    @Test
    @Mutant(
            value = "a key is remembered without the lock",
            of = IdempotencyKeys.class,
            right = "synchronized (this) { positions.put(",
            wrong = "{ positions.put(")
    void a_key_that_is_remembered_is_found_from_then_on() {
        Interleavings.compare(IdempotencyKeysInterleavingTest.class, 1);
    }
}
