package dev.realtime.core.server;

import static dev.realtime.core.server.PlayedLog.at;
import static dev.realtime.core.server.PlayedLog.batch;
import static dev.realtime.core.server.PlayedLog.head;
import static dev.realtime.core.server.PlayedLog.publication;
import static dev.realtime.core.server.PlayedNode.FINANCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Position;
import dev.realtime.core.broker.AppendOptions;
import dev.realtime.core.broker.Draft;
import dev.realtime.core.broker.InMemoryBroker;
import dev.realtime.core.broker.Retention;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** F1.7: the steps of one subscription, at moments that only this test can choose. */
class SubscriptionTest {
    private final HandScheduler time = new HandScheduler();
    private final InMemoryBroker broker = new InMemoryBroker(Retention.DEFAULT, time, new Random(1));
    private final PlayedBroker remote = new PlayedBroker();

    private void publish(int count, int bytes) {
        for (int i = 0; i < count; i++) {
            broker.append(FINANCE, Draft.events(Map.of(), null, new byte[bytes]), AppendOptions.NONE);
        }
    }

    private Position localHead() {
        return broker.buffer(FINANCE).head().position();
    }

    // ---- turns of those who catch up

    /** Has missed 20 publications, each a message of its own. */
    private Beginning behind() {
        return new Beginning(localHead().at(0), null, new Missed(localHead(), count -> {}), null);
    }

    @Test
    void F1_7_those_who_catch_up_take_turns_of_8_messages() {
        PlayedNode node = new PlayedNode(time, broker);
        publish(20, 60_000);
        time.runReady();
        StringBuilder order = new StringBuilder();
        node.new Ear(() -> order.append('a')).subscribe(behind());
        node.new Ear(() -> order.append('b')).subscribe(behind());
        assertEquals("", order.toString());
        time.runReady();
        assertEquals("aaaaaaaabbbbbbbbaaaaaaaabbbbbbbbaaaabbbb", order.toString());
    }

    @Test
    void F1_7_who_changes_its_filter_while_it_waits_for_its_turn_waits_anew() {
        PlayedNode node = new PlayedNode(time, broker);
        publish(20, 60_000);
        time.runReady();
        PlayedNode.Ear ear = node.ear();
        Subscription first = ear.subscribe(behind());
        ear.subscribe(first.here());
        assertEquals(List.of(), ear.heard);
        time.runReady();
        assertEquals(20, ear.heard.size());
    }

    // ---- a node behind its broker

    private PlayedNode nodeAt(long seq) {
        PlayedNode node = new PlayedNode(time, remote);
        remote.answer(batch(head("A", seq)));
        time.runReady();
        return node;
    }

    @Test
    void F1_7_a_client_that_is_ahead_of_its_node_waits_without_asking_the_broker_again() {
        PlayedNode node = nodeAt(5);
        PlayedNode.Ear ear = node.ear();
        ear.subscribe(at("A", 7));
        time.runReady();
        assertEquals(List.of("A.7"), remote.asked());
        remote.answer(batch(head("A", 7)));
        time.runReady();
        assertEquals(List.of("A.5"), remote.asked());
        remote.answer(batch(head("A", 7), 6, 7));
        time.runReady();
        assertEquals(List.of(), ear.heard);
        remote.announce(FINANCE, publication("A", 8));
        time.runReady();
        assertEquals(1, ear.heard.size());
        assertEquals(List.of(), remote.asked());
    }

    @Test
    void F1_7_what_the_node_hears_while_the_broker_is_asked_is_not_forgotten() {
        PlayedNode node = nodeAt(5);
        PlayedNode.Ear ear = node.ear();
        ear.subscribe(at("A", 7));
        time.runReady();
        for (int seq = 6; seq <= 8; seq++) {
            remote.announce(FINANCE, publication("A", seq));
        }
        time.runReady();
        assertEquals(List.of(), ear.heard);
        remote.answer(batch(head("A", 7))); // looked at before the last one came
        time.runReady();
        assertEquals(1, ear.heard.size());
        assertTrue(ear.heard.get(0).contains("\"after\":7,\"seq\":8,"), () -> ear.heard.get(0));
    }

    // ---- a local log

    @Test
    void D4_a_subscription_that_ends_while_its_message_is_written_does_not_send_it() {
        PlayedNode node = new PlayedNode(time, broker);
        PlayedNode.Ear ear = node.ear();
        Subscription subscription = ear.subscribe(localHead());
        publish(1, 10);
        time.meanwhile = subscription::end;
        time.runReady();
        assertEquals(List.of(), ear.heard);
        assertEquals(0, subscription.here().position().seq());
    }

    @Test
    void F1_8_what_is_more_than_a_round_goes_out_as_soon_as_most_have_got_there() {
        PlayedNode node = new PlayedNode(time, broker);
        PlayedNode.Ear ear = node.ear();
        ear.subscribe(localHead());
        publish(1, 10);
        time.runReady();
        publish(12, 60_000); // a round takes 8 messages
        time.runReady(); // without the 50 ms for those who are slow
        assertEquals(13, ear.heard.size());
    }

    @Test
    void F1_7_what_a_local_broker_could_not_announce_goes_out_when_its_feed_is_restored() {
        PlayedNode node = new PlayedNode(time, broker);
        PlayedNode.Ear ear = node.ear();
        ear.subscribe(localHead());
        broker.buffer(FINANCE).append(Draft.events(Map.of(), null, new byte[10]), time.wallClock());
        time.runReady();
        assertEquals(List.of(), ear.heard);
        node.feeds.onRestored(Set.of(FINANCE));
        time.runReady();
        assertEquals(1, ear.heard.size());
    }
}
