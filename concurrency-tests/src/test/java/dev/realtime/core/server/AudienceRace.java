package dev.realtime.core.server;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Pipe;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A subscription comes while a round copies the audience. */
@JCStressTest
@Mutant(
        value = "a copy of the audience is kept that is out of date",
        of = Audience.class,
        right = "copy = known; }",
        wrong = "} copy = known;")
@Outcome(
        id = {"1, 2", "2, 2"},
        expect = ACCEPTABLE,
        desc = "The next round walks over both.")
@Outcome(expect = FORBIDDEN, desc = "Who came is missing from the rounds that follow: the copy is from before.")
@State
public class AudienceRace {
    private static final Room ROOM = new Room();
    private static final ChannelFeed FEED = ROOM.open(Room.FINANCE);
    private static final Outbound OUTBOUND = ROOM.outbound(new Pipe(true));

    private final Audience audience = new Audience();

    public AudienceRace() {
        audience.add(Room.begin(FEED, OUTBOUND, Missed.NOTHING));
    }

    @Actor
    public void come() {
        audience.add(Room.begin(FEED, OUTBOUND, Missed.NOTHING));
    }

    @Actor
    public void walk(II_Result result) {
        result.r1 = audience.all().size();
    }

    @Arbiter
    public void look(II_Result result) {
        result.r2 = audience.all().size();
    }
}
