package dev.realtime.core.broker;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.realtime.concurrency.Mutant;
import dev.realtime.core.Channel;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Two who look at new channels of an org that has as many unused ones as it may (architecture, section 9). */
class UnusedChannelsInterleavingTest {
    private static final Channel FINANCE = Channel.of("acme", "finance");
    private static final Channel ROOMS = Channel.of("acme", "rooms");

    /** Full, which is made once: it takes long. */
    private static final UnusedChannels UNUSED = new UnusedChannels();

    static {
        for (int i = 0; i < UnusedChannels.MAX_PER_ORG; i++) {
            UNUSED.add(Channel.of("acme", "c" + i));
        }
    }

    @Test
    @Mutant(
            value = "an unused channel is counted without the lock",
            of = UnusedChannels.class,
            right = "synchronized @Nullable Channel add(",
            wrong = "@Nullable Channel add(")
    void for_each_one_more_another_one_goes() {
        explore(() -> {
            AtomicReference<Channel> one = new AtomicReference<>();
            AtomicReference<Channel> two = new AtomicReference<>();

            together(() -> one.set(UNUSED.add(FINANCE)), () -> two.set(UNUSED.add(ROOMS)));

            assertNotNull(one.get(), "an org has more than it may");
            assertNotNull(two.get(), "an org has more than it may");
            assertNotEquals(one.get(), two.get(), "an org has more than it may: the same one went twice");
            UNUSED.remove(FINANCE);
            UNUSED.remove(ROOMS);
            UNUSED.add(one.get());
            UNUSED.add(two.get());
        });
    }
}
