package dev.realtime.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.realtime.core.transport.Frame;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** {@code Transport.Listener.onFrame}: what comes from the peer. That calls are serial is looked at in every rule. */
interface ReceivingRules {
    PipeLab lab();

    /** {@code Transport.Listener}: in order, each once, text as text and binary as binary. */
    @Test
    default void frames_of_the_peer_arrive_in_order_and_unchanged() throws Exception {
        assertTold(Frames.many(200));
    }

    /** P18: from the empty frame to the largest message that this end takes. */
    @Test
    default void frames_of_every_size_arrive_from_the_peer() throws Exception {
        assertTold(Frames.ofEverySize(lab().largestReceived()));
    }

    /** RFC 6455, 5.6: a text is UTF-8, wherever it is cut on its way. */
    @Test
    default void texts_of_wide_characters_arrive_from_the_peer() throws Exception {
        assertTold(Frames.wide());
    }

    private void assertTold(List<Frame> frames) throws Exception {
        PipeUnderTest pipe = lab().pipe();
        for (Frame frame : frames) {
            pipe.peer().send(frame);
        }
        pipe.untilIHave(frames.size());
        lab().rest();
        assertEquals(Frames.show(frames), pipe.mine().shown());
    }

    /** {@code Transport}: both directions at the same time. */
    @Test
    default void frames_go_both_ways_at_once() throws Exception {
        PipeUnderTest pipe = lab().pipe();
        List<Frame> frames = Frames.many(200);
        for (Frame frame : frames) {
            pipe.peer().send(frame);
            pipe.send(frame);
        }
        pipe.untilTheyHave(frames.size());
        pipe.untilIHave(frames.size());
        assertEquals(Frames.show(frames), pipe.theirs().shown());
        assertEquals(Frames.show(frames), pipe.mine().shown());
    }

    /** {@code Transport.send}: an answer may be sent from inside of the call. */
    @Test
    default void a_frame_may_be_sent_while_one_is_told() throws Exception {
        PipeUnderTest pipe = lab().pipe();
        Queue<Sent> answers = new ConcurrentLinkedQueue<>();
        pipe.mine().onEachFrame(frame -> answers.add(pipe.begin(frame)));
        List<Frame> frames = Frames.many(20);
        for (int i = 0; i < frames.size(); i++) {
            int count = i + 1;
            pipe.peer().send(frames.get(i));
            pipe.untilTheyHave(count);
            lab().until(
                            () -> "answer " + count + " has completed",
                            () -> answers.size() == count && answers.stream().allMatch(Sent::isDone));
        }
        assertEquals(Frames.show(frames), pipe.theirs().shown());
    }
}
