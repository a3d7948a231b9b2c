package dev.realtime.core.broker;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Tasks;
import dev.realtime.core.Channel;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Somebody publishes to a channel as it is forgotten, because nobody has done so before and too many others are looked at. */
@JCStressTest
@Mutant(
        value = "a channel is published to that is forgotten",
        of = InMemoryBroker.class,
        right = "if (log.forgotten) { continue; }",
        wrong = "")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The publication is there.")
@Outcome(expect = FORBIDDEN, desc = "The publication went into a log that nobody finds any more.")
@State
public class UnusedChannelsRace {
    private static final Draft DRAFT = Draft.events(Map.of(), null, new byte[] {'[', ']'});
    private static final List<Channel> CHANNELS = IntStream.rangeClosed(0, UnusedChannels.MAX_PER_ORG)
            .mapToObj(i -> Channel.of("acme", "c" + i))
            .toList();

    private final InMemoryBroker broker = new InMemoryBroker(Retention.DEFAULT, new Tasks(), () -> 0);

    public UnusedChannelsRace() {
        CHANNELS.stream().limit(UnusedChannels.MAX_PER_ORG).forEach(broker::buffer);
    }

    @Actor
    public void publish() {
        broker.append(CHANNELS.get(0), DRAFT, AppendOptions.NONE);
    }

    @Actor
    public void look() {
        broker.buffer(CHANNELS.get(UnusedChannels.MAX_PER_ORG));
    }

    @Arbiter
    public void find(I_Result result) {
        result.r1 = broker.buffer(CHANNELS.get(0)).size();
    }
}
