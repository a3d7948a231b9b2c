package dev.realtime.core.broker;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Buffers that grow while the node's watch trims them (architecture, section 8). */
class RetentionWatchInterleavingTest {
    private static final Draft DRAFT = Draft.events(Map.of(), null, new byte[] {'[', ']'});
    private static final Duration AGE = Duration.ofMinutes(5);

    private static ReplayBuffer buffer(RetentionWatch watch) {
        return new ReplayBuffer(new Head(new Position("e", 0), null), watch);
    }

    @Test
    @Mutant(
            value = "bytes are freed in two steps",
            of = RetentionWatch.class,
            right = "bytes.addAndGet(-freed);",
            wrong = "bytes.set(bytes.get() - freed);")
    void the_bytes_of_what_is_gone_do_not_count_and_those_of_what_is_kept_do() {
        explore(() -> {
            RetentionWatch watch = new RetentionWatch(Retention.of(AGE, 1), new Tasks());
            ReplayBuffer one = buffer(watch);
            ReplayBuffer two = buffer(watch);
            one.append(DRAFT, Instant.EPOCH);
            long each = watch.bytes();
            two.append(DRAFT, Instant.EPOCH);

            together(() -> one.append(DRAFT, Instant.EPOCH), () -> two.append(DRAFT, Instant.EPOCH));

            assertEquals(2 * each, watch.bytes());
        });
    }

    @Test
    @Mutant(
            value = "the watch rests in two steps",
            of = RetentionWatch.class,
            right = "oldest = byAge.peek(); if (oldest == null) {",
            wrong = "oldest = byAge.peek(); } synchronized (lock) { if (oldest == null) {")
    void a_publication_that_comes_as_the_last_old_one_goes_does_not_stay_for_ever() {
        explore(() -> {
            Tasks tasks = new Tasks();
            RetentionWatch watch = new RetentionWatch(Retention.of(AGE, 10), tasks);
            ReplayBuffer old = buffer(watch);
            ReplayBuffer young = buffer(watch);
            old.append(DRAFT, Instant.EPOCH);
            tasks.pass(AGE.multipliedBy(2));

            together(tasks::fireAll, () -> young.append(DRAFT, Instant.EPOCH));
            for (int i = 0; i < 3; i++) {
                tasks.pass(AGE.multipliedBy(2));
                tasks.fireAll();
            }

            assertEquals(0, old.size() + young.size(), "publications that nobody looks after any more");
            assertEquals(0, watch.bytes());
        });
    }
}
