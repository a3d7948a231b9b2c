package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.explore;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Pipe;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Subscriptions that come and go while the fan-out walks. */
class AudienceInterleavingTest {
    private static final Room ROOM = new Room();
    private static final ChannelFeed FEED = ROOM.open(Room.FINANCE);
    private static final Outbound OUTBOUND = ROOM.outbound(new Pipe(true));

    @Test
    @Mutant(
            value = "a copy of the audience is kept that is out of date",
            of = Audience.class,
            right = "copy = known; }",
            wrong = "} copy = known;")
    @Mutant(
            value = "somebody comes without the lock",
            of = Audience.class,
            right = "synchronized void add(",
            wrong = "void add(")
    void a_round_after_they_came_walks_over_all_who_are_there() {
        explore(() -> {
            Subscription goes = Room.begin(FEED, OUTBOUND, Missed.NOTHING);
            Subscription stays = Room.begin(FEED, OUTBOUND, Missed.NOTHING);
            Subscription comes = Room.begin(FEED, OUTBOUND, Missed.NOTHING);
            Audience audience = new Audience();
            audience.add(goes);
            audience.add(stays);

            together(() -> audience.add(comes), () -> audience.remove(goes), audience::all);

            assertEquals(2, audience.all().size(), "somebody is there twice, or is missing");
            assertEquals(Set.of(stays, comes), Set.copyOf(audience.all()), "somebody is missing");
        });
    }
}
