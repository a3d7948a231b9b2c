package dev.realtime.core.server;

import static dev.realtime.concurrency.Interleavings.exploreSome;
import static dev.realtime.concurrency.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.concurrency.Mutant;
import dev.realtime.concurrency.Pipe;
import java.lang.ref.Reference;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Subscriptions that begin, deliver and end on one connection (architecture, sections 6.5 and 6.6). What goes out is told by first letters. */
@Tag("stress")
class OutboundInterleavingTest {
    private static final byte[] ACK = {'A'};

    /** What the connection's lane does when the positions are known (see Requests). */
    private static void join(Outbound outbound, Subscription subscription) {
        outbound.acknowledge(ACK, List.of(subscription), List.of());
        subscription.feed().fanOut().audience().add(subscription);
        subscription.signal();
    }

    @Test
    @Mutant(
            value = "a round looks at its audience before it announces",
            of = FanOut.class,
            right = "announced = head; tell(log, before, head, over);",
            wrong = "List<Subscription> all = audience.all(); announced = head;"
                    + " new Tour<>(all, Subscription::signal, threads -> over.after(1, all.size(), threads)).run();")
    void what_is_published_while_somebody_joins_comes_once_and_after_the_ack() {
        exploreSome(() -> {
            Room room = new Room();
            ChannelFeed feed = room.open(Room.FINANCE);
            feed.fanOut().signal();
            room.tasks.runAll(); // a round: so nothing is sent that no other round announces
            SharedRange range = Room.encoded(feed, "R");
            Pipe pipe = new Pipe(true);
            Outbound outbound = room.outbound(pipe);
            Subscription subscription = Room.begin(feed, outbound, Missed.NOTHING);

            together(() -> join(outbound, subscription), () -> {
                room.publish(Room.FINANCE);
                room.tasks.runAll();
            });
            room.tasks.runAll();

            assertEquals("AR", pipe.heard());
            Reference.reachabilityFence(range);
        });
    }

    @Test
    @Mutant(
            value = "deliveries go before answers",
            of = Outbound.class,
            right = "reply = poll(); end = last; subscription = reply == null && end == null ? ready.poll() : null;",
            wrong =
                    "end = last; subscription = end == null ? ready.poll() : null; reply = subscription == null ? poll() : null;")
    void no_delivery_overtakes_its_ack_while_another_channel_has_the_connection_busy() {
        exploreSome(() -> {
            Room room = new Room();
            ChannelFeed finance = room.open(Room.FINANCE);
            ChannelFeed rooms = room.open(Room.ROOMS);
            room.publish(Room.FINANCE);
            room.publish(Room.ROOMS);
            SharedRange first = Room.encoded(finance, "F");
            SharedRange second = Room.encoded(rooms, "R");
            Pipe pipe = new Pipe(true);
            Outbound outbound = room.outbound(pipe);
            Subscription busy = Room.begin(finance, outbound, Missed.NOTHING);
            Subscription joins = Room.begin(rooms, outbound, Missed.NOTHING);

            together(busy::signal, () -> join(outbound, joins));
            room.tasks.runAll();

            String heard = pipe.heard();
            assertEquals(3, heard.length(), "a signal was lost: " + heard);
            assertTrue(heard.indexOf('A') < heard.indexOf('R'), "a delivery overtook its ack: " + heard);
            Reference.reachabilityFence(first);
            Reference.reachabilityFence(second);
        });
    }

    @Test
    @Mutant(
            value = "a subscription sends after it has ended",
            of = Subscription.class,
            right = "if (ended) { return false; }",
            wrong = "")
    void the_ack_of_an_unsubscribe_says_exactly_what_went_out_before_it() {
        exploreSome(() -> {
            Room room = new Room();
            ChannelFeed feed = room.open(Room.FINANCE);
            room.publish(Room.FINANCE);
            SharedRange range = Room.encoded(feed, "R");
            Pipe pipe = new Pipe(true);
            Outbound outbound = room.outbound(pipe);
            Subscription subscription = Room.begin(feed, outbound, Missed.NOTHING);
            outbound.acknowledge(new byte[] {'S'}, List.of(subscription), List.of());
            AtomicLong told = new AtomicLong();

            together(subscription::signal, () -> {
                subscription.end();
                told.set(subscription.here().position().seq());
                outbound.acknowledge(ACK, List.of(), List.of("finance"));
            });
            room.tasks.runAll();

            assertEquals(told.get() == 0 ? "SA" : "SRA", pipe.heard(), "the ack says " + told);
            Reference.reachabilityFence(range);
        });
    }

    @Test
    @Mutant(
            value = "a subscription begins on a connection that has just closed",
            of = Outbound.class,
            right = "synchronized (lock) { if (last != null) { return null; }",
            wrong = "if (last != null) { return null; } synchronized (lock) {")
    void whoever_begins_on_a_connection_that_closes_is_ended_by_it_or_never_begins() {
        exploreSome(() -> {
            Room room = new Room();
            ChannelFeed feed = room.open(Room.FINANCE);
            Outbound outbound = room.outbound(new Pipe(true));
            Subscription subscription = Room.begin(feed, outbound, Missed.NOTHING);
            AtomicReference<List<Subscription>> ended = new AtomicReference<>();
            AtomicReference<List<Subscription>> replaced = new AtomicReference<>();

            together(
                    () -> ended.set(outbound.close()),
                    () -> replaced.set(outbound.acknowledge(ACK, List.of(subscription), List.of())));

            boolean began = replaced.get() != null;
            assertEquals(began, ended.get().contains(subscription), "its interest is never given back, or twice");
            assertEquals(0, outbound.subscriptions().size());
        });
    }
}
