package dev.realtime.tests.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.realtime.core.Channel;
import dev.realtime.core.Event;
import dev.realtime.core.server.ChannelOptions;
import dev.realtime.core.server.Priority;
import dev.realtime.core.transport.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** F1.16: whose turn it is on a connection that several channels have something for. */
class PriorityTest {
    private final Stage stage = new Stage(options -> options.channels(channel -> ChannelOptions.DEFAULT.priority(
            switch (channel.service().charAt(0)) {
                case 'h' -> Priority.HIGH;
                case 'l' -> Priority.LOW;
                default -> Priority.NORMAL;
            })));
    private final HandheldTransport transport = new HandheldTransport();

    private void publish(String... services) {
        for (String service : services) {
            stage.server.publish(Channel.of("acme", service), Event.of("t", 1));
            stage.settle();
        }
    }

    /** The services of the next frames, in their order. */
    private List<String> next(int count) {
        List<String> services = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            transport.complete();
            services.addAll(transport.take().stream()
                    .map(text -> text.replaceAll(".*\"service\":\"(\\w+)\".*", "$1"))
                    .toList());
        }
        return services;
    }

    @Test
    void F1_16_the_higher_priority_goes_first() {
        stage.open(transport, "'services':['l','n','h','busy']");
        publish("busy", "l", "n", "h");
        transport.take();
        assertEquals(List.of("h", "n", "l"), next(4));
    }

    @Test
    void F1_16_equals_go_in_the_order_in_which_they_had_something() {
        stage.open(transport, "'services':['a','b','c','busy']");
        publish("busy", "c", "a", "b");
        transport.take();
        assertEquals(List.of("c", "a", "b"), next(4));
    }

    @Test
    void F1_16_equals_that_always_have_something_take_turns() {
        stage.open(transport, "'services':['a','b','c','busy']");
        publish("busy", "a", "b", "c");
        transport.take();
        List<String> turns = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            List<String> one = next(1);
            turns.addAll(one);
            publish(one.get(0));
        }
        assertEquals(List.of("a", "b", "c", "a", "b", "c", "a", "b", "c"), turns);
    }

    @Test
    void F1_16_a_quiet_channel_waits_for_one_message_of_a_saturated_one_beside_that_in_flight() {
        stage.open(transport, "'services':['saturated','quiet']");
        publish("saturated", "saturated");
        for (int i = 0; i < 100; i++) {
            publish("saturated", "quiet", "saturated");
            transport.take();
            assertTrue(next(2).contains("quiet"), "round " + i);
            next(1); // there is always more
            publish("saturated");
        }
    }

    @Test
    void F1_16_a_channel_of_low_priority_is_passed_over_eight_times_when_it_is_the_next() {
        stage.open(transport, "'services':['h1','h2','l','busy']");
        publish("busy", "h1", "h2", "l");
        transport.take();
        while (!next(1).contains("l")) { // the first turns are those of all four
            publish("h1", "h2");
        }
        publish("l");
        int since = 0;
        int turnsOfLow = 0;
        for (int i = 0; i < 200; i++) {
            String service = next(1).get(0);
            publish(service);
            turnsOfLow += service.equals("l") ? 1 : 0;
            since = service.equals("l") ? 0 : since + 1;
            assertTrue(since <= 2 + 8, "after " + i + " turns");
        }
        assertTrue(turnsOfLow >= 17 && turnsOfLow < 30, turnsOfLow + " turns of 200");
    }

    @Test
    void F1_16_no_channel_starves_among_many_of_all_priorities() {
        stage.open(transport, "'services':['h1','h2','h3','n1','n2','l1','l2','busy']");
        publish("busy", "l1", "l2", "n1", "n2", "h1", "h2", "h3");
        transport.take();
        List<String> turns = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String service = next(1).get(0);
            turns.add(service);
            publish(service);
        }
        for (String service : List.of("h1", "h2", "h3", "n1", "n2", "l1", "l2")) {
            int from = 0;
            while (from + 60 <= turns.size()) {
                assertTrue(turns.subList(from, from + 60).contains(service), service + " after " + from);
                from += 60;
            }
        }
    }

    @Test
    void F1_16_answers_go_before_every_channel() {
        var server = stage.open(transport, "'services':['h','busy']");
        publish("busy", "h");
        server.onFrame(Frame.text(Stage.json("{'type':'unsubscribe','id':9,'services':['nothing']}")));
        stage.settle();
        transport.take();
        transport.complete();
        assertTrue(transport.take().get(0).contains("\"id\":9"));
        assertEquals(List.of("h"), next(1));
    }

    @Test
    void F1_16_a_channel_that_is_left_loses_its_turn() {
        var server = stage.open(transport, "'services':['h','n','busy']");
        publish("busy", "n", "h");
        server.onFrame(Frame.text(Stage.json("{'type':'unsubscribe','id':9,'services':['h']}")));
        stage.settle();
        transport.take();
        transport.complete();
        transport.take();
        assertEquals(List.of("n"), next(2));
    }
}
