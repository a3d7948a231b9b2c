package dev.realtime.core.broker;

import static dev.realtime.concurrency.Interleavings.exploreSome;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.Channel;
import dev.realtime.core.Position;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Publishers and readers of one channel that nobody has used before. */
class InMemoryBrokerInterleavingTest {
    private static final Channel FINANCE = Channel.of("acme", "finance");
    private static final Draft DRAFT = Draft.events(Map.of(), null, new byte[] {'[', ']'});
    private static final AppendOptions KEY = new AppendOptions("key");

    private static void publish(InMemoryBroker broker, AppendOptions options, AtomicReference<Appended> to) {
        broker.append(FINANCE, DRAFT, options).thenAccept(to::set);
    }

    @Test
    @Mutant(
            value = "a key is looked up and its publication appended in two steps",
            of = InMemoryBroker.class,
            right = "synchronized (log) { if (log.forgotten) { continue; }",
            wrong = "{ if (log.forgotten) { continue; }")
    void the_same_key_is_appended_once_and_both_are_told_where() {
        exploreSome(() -> {
            InMemoryBroker broker = new InMemoryBroker(Retention.DEFAULT, new Tasks(), () -> 0);
            AtomicReference<Appended> one = new AtomicReference<>();
            AtomicReference<Appended> two = new AtomicReference<>();

            together(() -> publish(broker, KEY, one), () -> publish(broker, KEY, two));

            assertEquals(1, broker.buffer(FINANCE).head().position().seq(), "publications");
            assertEquals(one.get().position(), two.get().position());
            assertNotEquals(one.get().duplicate(), two.get().duplicate(), "both are the first, or none is");
        });
    }

    @Test
    @Mutant(
            value = "a channel has two logs",
            of = InMemoryBroker.class,
            right = "Log other = logs.putIfAbsent(channel, made);",
            wrong = "Log other = logs.get(channel); if (other == null) { logs.put(channel, made); }")
    void two_publications_have_two_positions_in_one_log() {
        exploreSome(() -> {
            InMemoryBroker broker = new InMemoryBroker(Retention.DEFAULT, new Tasks(), () -> 0);
            AtomicReference<Appended> one = new AtomicReference<>();
            AtomicReference<Appended> two = new AtomicReference<>();

            together(() -> publish(broker, AppendOptions.NONE, one), () -> publish(broker, AppendOptions.NONE, two));

            assertNotEquals(one.get().position(), two.get().position());
            assertEquals(2, broker.buffer(FINANCE).size(), "publications in the log that is found");
        });
    }

    @Test
    @Mutant(
            value = "a read looks at the publications and at the head in two steps",
            of = InMemoryBroker.class,
            right = "synchronized (log) { // or an append could come between the publications and the head",
            wrong = "{")
    void a_read_gives_what_leads_to_the_head_that_it_gives() {
        exploreSome(() -> {
            InMemoryBroker broker = new InMemoryBroker(Retention.DEFAULT, new Tasks(), () -> 0);
            Position start = broker.buffer(FINANCE).head().position();
            AtomicReference<Read> read = new AtomicReference<>();

            together(
                    () -> publish(broker, AppendOptions.NONE, new AtomicReference<>()),
                    () -> broker.read(FINANCE, new After.At(start), 10).thenAccept(read::set));

            Read.Batch batch = assertInstanceOf(Read.Batch.class, read.get());
            assertEquals(
                    batch.head().position().seq(),
                    batch.publications().size(),
                    "whoever reads believes to be at a head without what led there");
        });
    }
}
