package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.transport.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code Transport.send}: what the peer gets, and when the next frame may go. */
interface SendingRules {
    PipeLab lab();

    /** {@code Transport}: in order, each once, text as text and binary as binary. */
    @Test
    default void frames_arrive_at_the_peer_in_order_and_unchanged() throws Exception {
        assertArrive(Frames.many(200));
    }

    /** P18: from the empty frame to a snapshot. */
    @Test
    default void frames_of_every_size_arrive_at_the_peer() throws Exception {
        assertArrive(Frames.ofEverySize(lab().largestSent()));
    }

    /** RFC 6455, 5.6: a text is UTF-8, wherever it is cut on its way. */
    @Test
    default void texts_of_wide_characters_arrive_at_the_peer() throws Exception {
        assertArrive(Frames.wide());
    }

    private void assertArrive(List<Frame> frames) throws Exception {
        PipeUnderTest pipe = lab().pipe();
        frames.forEach(pipe::send);
        pipe.untilTheyHave(frames.size());
        lab().rest();
        assertEquals(Frames.show(frames), pipe.theirs().shown());
    }

    /** {@code Transport.Completion}: called once for each frame, inside of the call or later. */
    @Test
    default void each_send_completes_once() throws Exception {
        PipeUnderTest pipe = lab().pipe();
        List<Sent> sent = new ArrayList<>();
        for (Frame frame : Frames.many(100)) {
            sent.add(pipe.send(frame));
        }
        sent.add(pipe.send(Frames.text(lab().largestSent())));
        lab().rest();
        assertEquals(List.of(1), sent.stream().map(Sent::completions).distinct().toList());
    }

    /** {@code SendLoop}: who is told that a frame has completed sends the next one. */
    @Test
    default void the_next_frame_may_be_sent_when_the_one_before_completes() throws Exception {
        List<Frame> frames = Frames.many(500);
        PipeUnderTest pipe = lab().pipe();
        new Chain(pipe.transport(), frames).start();
        pipe.untilTheyHave(frames.size());
        assertEquals(Frames.show(frames), pipe.theirs().shown());
    }

    /** {@code Transport.send}: a frame is shared by all connections that it goes to, and nobody changes it. */
    @Test
    default void a_frame_that_goes_to_two_peers_stays_as_it_is() throws Exception {
        PipeUnderTest one = lab().pipe();
        PipeUnderTest other = lab().pipe();
        for (Frame frame : List.of(Frames.binary(1_000), Frames.text(1_000), Frames.binary(65_536))) {
            byte[] before = frame.bytes().clone();
            one.send(frame);
            assertArrayEquals(before, frame.bytes(), frame::toString);
            other.send(frame);
            assertArrayEquals(before, frame.bytes(), frame::toString);
        }
        one.untilTheyHave(3);
        other.untilTheyHave(3);
        assertEquals(one.theirs().shown(), other.theirs().shown());
    }
}
