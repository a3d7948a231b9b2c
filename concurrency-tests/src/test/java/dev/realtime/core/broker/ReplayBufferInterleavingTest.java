package dev.realtime.core.broker;

import dev.realtime.concurrency.Interleavings;
import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.Position;
import dev.realtime.core.Publication;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** A buffer that keeps three publications: appended to, trimmed and read by several threads (protocol rules D1, D3). */
public class ReplayBufferInterleavingTest {
    private static final Draft DRAFT = Draft.events(Map.of(), null, new byte[] {'[', ']'});
    private static final Position START = new Position("e", 0);
    private static final Position SECOND = new Position("e", 2);
    private static final Retention THREE = Retention.of(Duration.ofMinutes(5), 3);

    private final ReplayBuffer buffer = new ReplayBuffer(new Head(START, null), new RetentionWatch(THREE, new Tasks()));

    /** The sequence number that is given. */
    @Operation
    public long append() {
        return buffer.append(DRAFT, Instant.EPOCH).seq();
    }

    /** What follows the beginning. */
    @Operation
    public String fromTheStart() {
        return show(buffer.after(START, 10));
    }

    /** What follows the second publication. */
    @Operation
    public String fromTheSecond() {
        return show(buffer.after(SECOND, 10));
    }

    /** Forgets everything. */
    @Operation
    public boolean trim() {
        return buffer.trim(Long.MAX_VALUE / 2) == null;
    }

    /** Where the channel stands. */
    @Operation
    public long head() {
        return buffer.head().position().seq();
    }

    private static String show(Slice slice) {
        if (slice instanceof Slice.Outside outside) {
            return outside.reason().name();
        }
        if (!(slice instanceof Slice.Found found)) {
            return "at head";
        }
        StringBuilder shown = new StringBuilder();
        for (Publication publication : found.range().publications()) {
            shown.append(publication.seq()).append(' ');
        }
        return shown.append("to ").append(found.range().end().seq()).toString();
    }

    @Test
    @Mutant(
            value = "a buffer gives numbers without its lock",
            of = ReplayBuffer.class,
            right = "synchronized (lock) { Position position =",
            wrong = "{ Position position =")
    @Mutant(
            value = "a buffer is looked at and trimmed in two steps",
            of = ReplayBuffer.class,
            right = "synchronized (lock) { int old = 0; while (old < ring.size()"
                    + " && ring.acceptedAt(old) - acceptedBefore <= 0) { old++; } freed",
            wrong = "int old = 0; synchronized (lock) { while (old < ring.size()"
                    + " && ring.acceptedAt(old) - acceptedBefore <= 0) { old++; } } synchronized (lock) { freed")
    void every_number_is_given_once_and_every_reader_sees_a_log_without_holes() {
        Interleavings.compare(ReplayBufferInterleavingTest.class, 2);
    }
}
