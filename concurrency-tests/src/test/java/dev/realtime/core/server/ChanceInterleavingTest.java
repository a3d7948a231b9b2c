package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.OneAtATime;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A server and its broker, which draw from one injected generator (architecture, section 5). */
class ChanceInterleavingTest {
    @Test
    @Mutant(
            value = "an id is drawn without the lock",
            of = Chance.class,
            right = "synchronized (random) { // the broker may use the same one",
            wrong = "{")
    @Mutant(
            value = "an epoch is drawn without the lock",
            of = InMemoryBroker.class,
            right = "synchronized (random) {",
            wrong = "{")
    void a_generator_that_is_not_thread_safe_is_asked_by_one_at_a_time() {
        explore(() -> {
            OneAtATime draws = new OneAtATime();
            RandomGenerator generator = () -> {
                draws.visit("d");
                return 0;
            };
            Chance chance = new Chance(generator);
            InMemoryBroker broker = new InMemoryBroker(Retention.DEFAULT, new Tasks(), generator);

            together(chance::bits, () -> broker.buffer(Room.FINANCE));

            assertFalse(draws.isOverlapped(), "two draw at once");
        });
    }
}
