package dev.realtime.benchmarks.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What was in messages that came before: thousands of clients get the same bytes, which are inflated and searched once. Told apart by
 * length and a hash of all bytes. A table of sets of four, so that it stays small whatever comes; one thread.
 */
final class Memo {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME = 0x9E3779B97F4A7C15L;
    private static final int SETS = 1 << 12;
    private static final int WAYS = 4; // so that two messages that all clients are getting do not push each other out

    private final Dialect dialect;
    private final Decoder decoder = new Decoder();
    private final long[] hashes = new long[SETS * WAYS];
    private final int[] lengths = new int[SETS * WAYS];
    private final @Nullable Decoded[] known = new Decoded[SETS * WAYS];
    private long misses;

    Memo(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The events of a message. */
    Decoded decode(Message message) {
        long hash = hash(message.bytes(), message.offset(), message.length());
        int set = ((int) (hash >>> 40) & (SETS - 1)) * WAYS;
        for (int slot = set; slot < set + WAYS; slot++) {
            Decoded found = known[slot];
            if (found != null && hashes[slot] == hash && lengths[slot] == message.length()) {
                return found;
            }
        }
        int slot = set + (int) (misses++ % WAYS);
        Message plain = message.isGzip() ? new Message(Decoder.gunzip(message), true) : message;
        Decoded decoded = decoder.decode(plain);
        if (decoded.count() > 0) {
            decoded = decoded.with(dialect.digest(plain));
        }
        hashes[slot] = hash;
        lengths[slot] = message.length();
        known[slot] = decoded;
        return decoded;
    }

    /** How many messages had to be searched. */
    long misses() {
        return misses;
    }

    /** All bytes, in four lanes so that the multiplications overlap. */
    static long hash(byte[] bytes, int offset, int length) {
        long a = length * PRIME;
        long b = a ^ 0x5bd1e995;
        long c = a ^ 0x1b873593;
        long d = a ^ 0x27d4eb2f;
        int i = offset;
        int end = offset + length;
        for (; i <= end - 32; i += 32) {
            a = mix(a, (long) LONGS.get(bytes, i));
            b = mix(b, (long) LONGS.get(bytes, i + 8));
            c = mix(c, (long) LONGS.get(bytes, i + 16));
            d = mix(d, (long) LONGS.get(bytes, i + 24));
        }
        for (; i < end; i++) {
            a = mix(a, bytes[i]);
        }
        return mix(mix(mix(a, b), c), d);
    }

    private static long mix(long state, long value) {
        long mixed = (state ^ value) * PRIME;
        return mixed ^ (mixed >>> 29);
    }
}
