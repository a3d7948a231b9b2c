package dev.realtime.core.server;

import dev.realtime.concurrency.Interleavings;
import dev.realtime.concurrency.Mutant;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Requests are counted where they come and where they are answered, on different threads (protocol rule P6). */
public class InboundLimitInterleavingTest {
    private static final int MOST = 16;

    private final InboundLimit limit = new InboundLimit(0);

    /** One request less than allowed is open. */
    public InboundLimitInterleavingTest() {
        for (int i = 1; i < MOST; i++) {
            limit.request();
        }
    }

    /** Whether the client may have one more open. */
    @Operation
    public boolean request() {
        return limit.request() == null;
    }

    /** One of those that are open is answered. */
    @Operation
    public void answer() {
        limit.answered();
    }

    @Test
    @Mutant(
            value = "requests are counted in two steps",
            of = InboundLimit.class,
            right = "return REQUESTS.incrementAndGet(this) > MAX_UNANSWERED",
            wrong = "return ++requests > MAX_UNANSWERED")
    void who_may_have_a_request_open_is_told_as_if_all_came_one_after_the_other() {
        Interleavings.compare(InboundLimitInterleavingTest.class, 0);
    }
}
