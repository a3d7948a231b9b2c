package dev.realtime.peers.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a peer is told over its control connection. */
final class ControlServerTest {
    private final List<String> published = new ArrayList<>();

    private final ControlServer control = new ControlServer(
            new Peer() {
                @Override
                public void publish(int channel, Event event) {
                    published.add(Peer.name(channel) + " " + event.n() + " " + event.t());
                }

                @Override
                public void flush() {
                    published.add("flush");
                }
            },
            100,
            2);

    @Test
    void events_go_round_the_channels_and_numbers_run_on() {
        assertEquals("ok 3", control.answer("publish 3 77"));
        assertEquals("ok 4", control.answer("publish 1 78"));
        assertEquals(List.of("s0 1 77", "s1 2 77", "s0 3 77", "flush", "s1 4 78", "flush"), published);
    }

    @Test
    void memory_is_told_in_three_figures() {
        assertTrue(String.valueOf(control.answer("heap")).matches("ok [1-9]\\d* [1-9]\\d* [1-9]\\d*"));
    }

    @Test
    void other_commands_are_answered_too() {
        assertEquals("ok {}", control.answer("stats"));
        assertEquals("error not a command: hello", control.answer("hello"));
        assertEquals("error not understood: publish 3", control.answer("publish 3"));
        assertNull(control.answer("quit"));
    }
}
